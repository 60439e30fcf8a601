import { bytesShown } from '../terminal.js';

const barWidth = 16;
const redrawMs = 100;

/** A bar on the terminal; nothing where there is no terminal. */
export class Progress {
  readonly #total: number;
  readonly #isShown: boolean;
  readonly #started = performance.now();
  #bytes = 0;
  /** When it was drawn last. What takes no time gets none. */
  #drawn = this.#started;
  #isDrawn = false;

  /** @param total 0 if nothing tells */
  constructor(total: number, isWanted: boolean) {
    this.#total = total;
    this.#isShown = isWanted && process.stderr.isTTY === true;
  }

  readonly add = (bytes: number): void => {
    this.#bytes += bytes;
    const now = performance.now();
    if (!this.#isShown || now - this.#drawn < redrawMs) return;
    this.#drawn = now;
    this.#isDrawn = true;
    const seconds = (now - this.#started) / 1000;
    const line = this.#line(seconds).slice(0, (process.stderr.columns || 80) - 1);
    process.stderr.write(`\r\u001b[K${line}`);
  };

  #line(seconds: number): string {
    const speed = `${bytesShown(this.#bytes / seconds)}/s`;
    if (this.#total === 0) return `${bytesShown(this.#bytes)}  ${speed}`;
    const done = Math.min(this.#bytes / this.#total, 1);
    const full = Math.round(done * barWidth);
    const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
    const left = Math.ceil((seconds / done) * (1 - done));
    return `${bar} ${Math.floor(done * 100)} %  ${this.told}  ${speed}  ${left} s left`;
  }

  /** `412.0 MiB of 1.0 GiB` */
  get told(): string {
    const read = bytesShown(this.#bytes);
    return this.#total === 0 ? read : `${read} of ${bytesShown(this.#total)}`;
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[K');
  }
}
