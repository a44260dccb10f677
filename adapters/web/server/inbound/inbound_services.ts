import type { ApiClientKeys, ApiClientRow, ApiClientStore, InboxStore } from '#processes/foundation/inbound/ports'

/** A request whose body its sender has signed. */
export interface SignedRequest {
  method: string
  /** Path with its query, as in the request line. */
  path: string
  header(name: string): string
  body: Uint8Array
}

/** The desk that takes in what platforms send. */
export interface InboundReception {
  receive(channel: string, dataset: string, request: SignedRequest): Promise<{ status: number; body: Readonly<Record<string, string>> }>
  /** Turned away before anything of it was read, by the code a sender is told. */
  turnAway(channel: string, code: string): void
}

/** What the pages and endpoints of the inbox work with. */
export interface InboundServices {
  desk: InboundReception
  inbox: InboxStore
  clients: ApiClientStore
  sealKeys(keys: ApiClientKeys): string
  openKeys(client: ApiClientRow): ApiClientKeys
}
