/** Which of the two APIs a request is for. */
export type Api = 'connectpsp' | 'connxt';

/** Where Connxt's paths begin; everything else is ConnectPSP's. */
export const CONNXT_PREFIX = '/connxt/v2';

export const apiOf = (path: string): Api =>
  path === CONNXT_PREFIX || path.startsWith(`${CONNXT_PREFIX}/`) ? 'connxt' : 'connectpsp';
