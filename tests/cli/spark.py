# A real Spark on this machine: 4 partitions piped through `psp-errors classify`.
# Prints the counts by action, code and api, and the lines with a verdict of none, as JSON.
import json
import sys
from collections import Counter

from pyspark import SparkConf, SparkContext

command, file = sys.argv[1:]
conf = SparkConf().setMaster("local[4]").setAppName("psp-errors").set("spark.ui.enabled", "false")
context = SparkContext(conf=conf)
context.setLogLevel("ERROR")
lines = context.textFile(file, 4)
classified = lines.repartition(4).pipe(command)


def kind(line):
    if not line.strip():
        return ("blank", "")
    try:
        psp = json.loads(line)["psp"]
    except (ValueError, KeyError, TypeError):
        return ("bad", "")
    return ("ok", "") if psp is None else (psp["action"], psp["code"])


counts = Counter(dict(classified.map(kind).countByValue()))
result = {"partitions": classified.getNumPartitions(), "lines": sum(counts.values()), "byAction": Counter(), "byCode": Counter()}
for (action, code), count in counts.items():
    if action in ("blank", "bad", "ok"):
        result[action] = count
    else:
        result["byAction"][action] += count
        result["byCode"][code] += count
print(json.dumps(result))
context.stop()
