import { useSignalEffect } from '@preact/signals';
import { texts } from '../i18n/index.js';
import { announce } from '../ui/announcer.js';
import { Icon } from '../ui/icon.js';
import { Breakable } from '../ui/text.js';
import clientSource from './client.ts?raw';
import { faultNames } from './faults.js';
import type { Lane } from './lane.js';
import { LaneView } from './lane-view.js';
import loopSource from './loop.ts?raw';
import { faults, isRunning, loop, ours, run, toggle } from './race.js';

export function PlayView() {
  const { play } = texts.value;
  useSignalEffect(() => {
    if (ours.ending.value === null || loop.ending.value === null) return;
    announce(play.announce(debitWords(ours), debitWords(loop)));
  });
  return (
    <>
      <div class="intro">
        <h1>{play.heading}</h1>
        <p class="lead">{play.lead}</p>
      </div>
      <form
        class="faults"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <fieldset disabled={isRunning.value}>
          <legend>{play.faults}</legend>
          <div class="fault-list">
            {faultNames.map((name) => (
              <label key={name} class="fault">
                <input
                  type="checkbox"
                  checked={faults.value.has(name)}
                  onChange={() => toggle(name)}
                />
                <span>{play.fault[name]}</span>
                <small>
                  <Breakable text={play.faultHint[name]} />
                </small>
              </label>
            ))}
          </div>
        </fieldset>
        {/* Not disabled while it runs: whoever pressed it would lose the place on the page. */}
        <button type="submit" class="button primary" aria-disabled={isRunning.value}>
          {isRunning.value ? play.running : play.send}
          <Icon name="send" />
        </button>
      </form>
      <div class="lanes">
        <LaneView
          lane={ours}
          name={play.ours}
          hint={play.oursHint}
          source={withoutImports(clientSource)}
          sourceLabel={play.oursSource}
        />
        <LaneView
          lane={loop}
          name={play.naive}
          hint={play.naiveHint}
          source={withoutImports(loopSource)}
          sourceLabel={play.naiveSource}
        />
      </div>
    </>
  );
}

function debitWords(lane: Lane): string {
  return texts.peek().play.debits(lane.ledger.value.length);
}

/** The function alone, as it runs here. */
function withoutImports(source: string): string {
  return source.slice(source.lastIndexOf('\n/**') + 1).trimEnd();
}
