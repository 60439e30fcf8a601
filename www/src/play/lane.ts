// One client with a bank of its own, and all that happens between them.
import { signal } from '@preact/signals';
import type { GiveUp, PspError } from 'psp-errors';
import type { LedgerEntry, Sandbox, SeenRequest } from 'psp-errors/sandbox';

/** What the bank really did with a request, which its answer need not say. */
export type Truth = 'executed' | 'replayed' | 'refused';

export type Step = { readonly id: number; readonly atMs: number } & (
  | {
      readonly kind: 'send';
      readonly method: string;
      readonly path: string;
      readonly attempt: number | null;
      readonly reference: string | null;
      readonly key: string | null;
    }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code: string;
      readonly truth: Truth | null;
    }
  | { readonly kind: 'drop'; readonly truth: Truth }
  | { readonly kind: 'wait'; readonly ms: number; readonly isAsked: boolean | null }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'look-up' }
  | { readonly kind: 'end'; readonly ending: Ending }
);

export type Ending =
  | { readonly result: 'paid' | 'found' }
  | {
      readonly result: 'failed';
      readonly message: string;
      readonly error: PspError | null;
      readonly gaveUp: GiveUp | null;
    };

type Told<S = Step> = S extends Step ? Omit<S, 'id' | 'atMs'> : never;

const latencyMs = 250;

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export class Lane {
  readonly steps = signal<readonly Step[]>([]);
  readonly ledger = signal<readonly LedgerEntry[]>([]);
  readonly ending = signal<Ending | null>(null);
  #bank: Sandbox | undefined;
  #begun = 0;
  #attempts = 0;
  /** Counts runs: what an earlier one still has to say is dropped. */
  #run = 0;

  begin(bank: Sandbox): void {
    this.clear();
    this.#bank = bank;
    this.#begun = performance.now();
    this.#look();
  }

  clear(): void {
    this.#run += 1;
    this.#attempts = 0;
    this.#bank = undefined;
    this.steps.value = [];
    this.ledger.value = [];
    this.ending.value = null;
  }

  tell(told: Told): void {
    const atMs = Math.round(performance.now() - this.#begun);
    const step = { ...told, id: this.steps.value.length, atMs } as Step;
    this.steps.value = [...this.steps.value, step];
    if (step.kind === 'end') this.ending.value = step.ending;
  }

  /** Sends to the bank as `fetch` would, over a network that takes its time. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const bank = this.#bank;
    const run = this.#run;
    if (!bank) throw new TypeError('no run has begun');
    const isCurrent = () => run === this.#run;
    const method = init.method ?? 'GET';
    const { pathname } = new URL(url, 'https://sandbox.test');
    const isPayment = method === 'POST' && pathname === '/cash-out';
    const headers = new Headers(init.headers);
    if (isPayment) this.#attempts += 1;
    this.tell({
      kind: 'send',
      method,
      path: pathname,
      attempt: isPayment ? this.#attempts : null,
      reference: isPayment ? referenceIn(init.body) : null,
      key: headers.get('X-Idempotency-Key')?.slice(0, 8) ?? null,
    });
    await sleep(latencyMs);
    try {
      const response = await bank.fetch(url, init);
      const copy = response.clone();
      await sleep(latencyMs);
      if (isCurrent()) {
        const truth = isPayment ? truthOf(bank.state.requests.at(-1)) : null;
        this.tell({ kind: 'answer', status: response.status, code: await codeIn(copy), truth });
        this.#look();
      }
      return response;
    } catch (dropped) {
      await sleep(latencyMs);
      if (isCurrent()) {
        this.tell({ kind: 'drop', truth: truthOf(bank.state.requests.at(-1)) });
        this.#look();
      }
      throw dropped;
    }
  };

  #look(): void {
    const entries = this.#bank?.state.ledger ?? [];
    this.ledger.value = entries.filter(({ reason }) => reason === 'CASH_OUT');
  }
}

function truthOf(seen: SeenRequest | undefined): Truth {
  if (seen?.replayed) return 'replayed';
  return seen?.apiStatus === 202 ? 'executed' : 'refused';
}

async function codeIn(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('code' in body)) return '';
  return String(body.code);
}

function referenceIn(body: unknown): string | null {
  const text = body instanceof ArrayBuffer ? new TextDecoder().decode(body) : String(body);
  const payment: { externalReference?: string } = JSON.parse(text);
  return payment.externalReference ?? null;
}
