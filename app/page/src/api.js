import { readNpy, readNpz } from "./arrays.js";

/** @typedef {Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>} Query */
/** @typedef {{query?: Query, body?: Blob | FormData | null, signal?: AbortSignal}} Asking */

/** An answer that is a problem; its message is what the service says of it. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {Asking & {accept?: string}} asking
 * @returns {Promise<Response>}
 */
async function ask(path, { query = {}, body = null, signal, accept = "application/json" }) {
  const url = new URL(path, document.baseURI);
  url.hash = "";
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null && each !== undefined && each !== "") url.searchParams.append(name, String(each));
    }
  }
  const headers = { Accept: accept }; // a key, where the service wants one, is the browser's to ask for and to send
  const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers, signal: signal ?? null }).catch((error) => {
    throw error instanceof TypeError ? new Refused(0, "The service cannot be reached. Is it running?") : error;
  });
  if (!answer.ok) throw new Refused(answer.status, await detailOf(answer));
  return answer;
}

/** @param {Response} answer */
async function detailOf(answer) {
  try {
    const problem = await answer.json();
    return String(problem.detail ?? problem.error ?? problem.title);
  } catch {
    return `the service answered ${answer.status}`;
  }
}

/**
 * @param {string} path
 * @param {Asking} [asking]
 * @returns {Promise<any>}
 */
export async function json(path, asking = {}) {
  return (await ask(path, asking)).json();
}

/**
 * As `json`, with the milliseconds that each of the service's stages took.
 * @param {string} path
 * @param {Asking} asking
 * @returns {Promise<{answer: any, times: {name: string, ms: number}[]}>}
 */
export async function timed(path, asking) {
  const answer = await ask(path, asking);
  const header = answer.headers.get("Server-Timing") ?? "";
  const times = [...header.matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, ms]) => ({ name, ms: Number(ms) }));
  return { answer: await answer.json(), times };
}

/**
 * @param {string} path
 * @param {Asking} [asking]
 */
export async function array(path, asking = {}) {
  const answer = await ask(path, { ...asking, accept: "application/x-npy" });
  return readNpy(await answer.arrayBuffer());
}

/**
 * @param {string} path
 * @param {Asking} [asking]
 */
export async function arrays(path, asking = {}) {
  const answer = await ask(path, { ...asking, accept: "application/x-npz" });
  return readNpz(await answer.arrayBuffer());
}

/**
 * @param {string} path
 * @param {Asking} [asking]
 */
export async function text(path, asking = {}) {
  return (await ask(path, { ...asking, accept: "text/plain" })).text();
}
