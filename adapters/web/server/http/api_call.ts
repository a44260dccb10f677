import type { IncomingMessage } from 'node:http'
import type { Static, TSchema } from 'typebox'
import type { Endpoint } from '#adapters/web/contract/endpoint'
import type { EndpointOf, OperationId } from '#adapters/web/contract/endpoints'
import type { Actor, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { Sender } from '../accounts/device_login.js'
import type { Login } from '../accounts/login.js'
import type { UploadedFile } from './read_body.js'

type PartOf<E, Part extends 'params' | 'query' | 'body' | 'fields'> = E extends { [K in Part]: infer S extends TSchema } ? Static<S> : undefined

/** One request, already authenticated, allowed, parsed and checked. */
export interface ApiCall<E = Endpoint> {
  endpoint: Endpoint
  params: PartOf<E, 'params'>
  query: PartOf<E, 'query'>
  body: PartOf<E, 'body'>
  /** The text fields of a multipart endpoint that has some. */
  fields: PartOf<E, 'fields'>
  /** The file of a multipart endpoint. */
  file: UploadedFile | null
  /** Who is signed in; only public endpoints get none. */
  login: Login | null
  /** What the endpoint's own token speaks for: an application being filled in, a case; null for endpoints without one. */
  subject: string | null
  /** Which device or platform sends; null everywhere but at its own door. */
  sender: Sender | null
  /** Given to commands of the bus, which keep it in their own transaction. */
  idempotency: CommandEnvelope['idempotency']
  /** Revision of `If-Match`, or null. */
  ifMatch: number | null
  /** Where the call came from, for the security audit. */
  address: string
  raw: IncomingMessage
}

type SuccessBody<E> = E extends { responses: infer R }
  ? { [S in keyof R]: R[S] extends TSchema ? Static<R[S]> : undefined }[keyof R]
  : never

/** What an operation answers: its JSON body, or bytes, with the first 2xx status of its endpoint. */
export type Reply<E = Endpoint> =
  | { body: SuccessBody<E>; headers?: Readonly<Record<string, string>>; cookies?: readonly CookieChange[] }
  | { bytes: Uint8Array | string; mediaType: string; headers?: Readonly<Record<string, string>> }
  /** The operation keeps the connection and writes to it itself. */
  | { stream: (response: import('node:http').ServerResponse) => void }

export interface CookieChange {
  name: string
  /** null removes it. */
  value: string | null
  httpOnly: boolean
}

/** The work behind one endpoint. */
export type Operation<Id extends OperationId> = (call: ApiCall<EndpointOf<Id>>) => Promise<Reply<EndpointOf<Id>>>

/** All operations: a missing one does not compile. */
export type Operations = { [Id in OperationId]: Operation<Id> }

export const signedIn = (call: Pick<ApiCall, 'login'>): Login => {
  if (!call.login) throw new Error('this endpoint is not public, so somebody is signed in')
  return call.login
}

export const actorOf = (call: Pick<ApiCall, 'login'>): Actor => ({ kind: 'user', id: signedIn(call).userId })
