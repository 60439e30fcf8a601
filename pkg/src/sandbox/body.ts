/** A request body as far as it could be read. */
export interface RequestBody {
  readonly text: string;
  /** Undefined when the text is no JSON. */
  readonly json: unknown;
  readonly tooLarge: boolean;
}

/** No request of either API comes near this. */
export const MOST_BODY_BYTES = 256 * 1024;

const EMPTY: RequestBody = { text: '', json: undefined, tooLarge: false };
const TOO_LARGE: RequestBody = { text: '', json: undefined, tooLarge: true };

/** Reads a body and stops at the limit, so that nobody can fill the memory through a number in a header or a stream. */
export const readBody = async (request: Request): Promise<RequestBody> => {
  if (Number(request.headers.get('Content-Length')) > MOST_BODY_BYTES) return TOO_LARGE;
  const bytes = await readBytes(request);
  if (bytes === null) return TOO_LARGE;
  if (bytes.length === 0) return EMPTY;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, json: parse(text), tooLarge: false };
  } catch {
    return EMPTY; // not UTF-8, so not JSON either
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const readBytes = async (request: Request): Promise<Uint8Array | null> => {
  // Some browsers have no stream on a Request; there the body is in memory already.
  if (!request.body) {
    const whole = new Uint8Array(await request.arrayBuffer());
    return whole.length > MOST_BODY_BYTES ? null : whole;
  }
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.length;
    if (length > MOST_BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(chunk.value);
  }
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
};
