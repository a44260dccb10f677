import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { ResolvedAddress } from './checked_address.js'
import { readResponse, type HttpResponse } from './read_response.js'

export interface OutgoingRequest {
  method: string
  url: URL
  headers: Readonly<Record<string, string>>
  body: string | null
}

/** Sends one request to the address given, whatever the name says by now, over a connection of its own; follows no redirect. */
export const sendRequest = async (outgoing: OutgoingRequest, to: ResolvedAddress, signal: AbortSignal): Promise<HttpResponse> =>
  readResponse(await openRequest(outgoing, to, signal))

/** The same, with the answer still to be read. */
export function openRequest(outgoing: OutgoingRequest, to: ResolvedAddress, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, method, body } = outgoing
  const options: RequestOptions = {
    method, signal, agent: false, headers: outgoing.headers,
    lookup: (_hostname, asked, done) => (asked.all ? done(null, [to]) : done(null, to.address, to.family)),
  }
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve)
    request.once('error', reject)
    request.end(body ?? undefined)
  })
}
