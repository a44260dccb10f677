import type { TSchema } from 'typebox'
import type { Capability } from './capabilities.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * Who may call: anybody; any login, for its own session; a `colleague`, who may do anything but look at the wall; a `device` or its
 * platform, by their secret; or a login with the capability. There is no default.
 */
export type Access = 'public' | 'authenticated' | 'colleague' | 'device' | Capability

/** An answer that is not JSON: its media types. */
export interface BinaryResponse {
  binary: readonly string[]
  description: string
}

/**
 * One operation of the public API. The routes, the checks of requests, OpenAPI and the role × endpoint matrix are all made from
 * this record, so that none of them can drift from the others.
 */
export interface Endpoint {
  method: Method
  /** Below `/api/v1`, OpenAPI style: `/tasks/{id}/complete`. */
  path: string
  operationId: string
  /** Chinese, one line. */
  summary: string
  tag: string
  access: Access
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** The body is multipart/form-data with one file in the field `file`. */
  multipart?: true
  /** Text fields of that form beside the file: what must not stand in an address, which proxies keep. */
  fields?: TSchema
  /** Its sender signs the bytes of the body and names itself in headers (`X-App-Id` …): the operation reads and checks them itself. */
  signed?: true
  /** By status. */
  responses: Readonly<Record<number, TSchema | BinaryResponse | null>>
  /** Reading it is itself written to the security audit. */
  sensitive?: true
  /** Takes an Idempotency-Key. Given to every POST that changes something. */
  idempotent?: true
  /** Speaks for one application or case without a login: the header its token comes in. */
  tokenHeader?: 'X-Filing-Token' | 'X-Inquiry-Token' | 'X-Snapshot-Token' | 'X-Report-Token'
  /** Takes If-Match with a revision. */
  conditional?: true
}

/** Keeps the literal types of an endpoint, so that `Static<typeof e.body>` works for the pages. */
export const endpoint = <const E extends Endpoint>(record: E): E => record

export const isBinary = (response: TSchema | BinaryResponse | null): response is BinaryResponse =>
  response !== null && 'binary' in response
