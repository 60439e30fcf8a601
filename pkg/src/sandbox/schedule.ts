interface Task {
  readonly due: number;
  readonly run: (at: number) => void;
}

/**
 * What is to happen at a later time of the clock. There are no timers: whoever looks at the sandbox runs what has
 * fallen due first, so a virtual clock and a real one behave alike and nothing keeps a process alive.
 */
export class Schedule {
  /** The latest first, so that the next one is at the end, where an array is quick. */
  readonly #tasks: Task[] = [];

  /** Of tasks due at the same time the one added first runs first. */
  add(due: number, run: (at: number) => void): void {
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tasks[middle]?.due ?? 0) > due) low = middle + 1;
      else high = middle;
    }
    this.#tasks.splice(low, 0, { due, run });
  }

  /** Runs the tasks due until `now` in the order of their times, including those that they add themselves. */
  runDue(now: number): void {
    for (
      let task = this.#tasks.at(-1);
      task !== undefined && task.due <= now;
      task = this.#tasks.at(-1)
    ) {
      this.#tasks.pop();
      task.run(task.due);
    }
  }
}
