import { signedIn, type Operations } from '../http/api_call.js'
import { apiPage } from '../openapi/api_page.js'
import { buildOpenApi } from '../openapi/build_openapi.js'
import type { LiveStream } from '../stream/live_stream.js'

export const streamController = (live: LiveStream): Pick<Operations, 'openStream' | 'readOpenApi' | 'readApiPage'> => {
  const description = buildOpenApi()
  const page = apiPage()
  return {
    async openStream(call) {
      const login = signedIn(call)
      return { stream: (response) => live.open(login, response, call.query.instance) }
    },
    async readOpenApi() {
      return { body: description }
    },
    async readApiPage() {
      return { bytes: page, mediaType: 'text/html; charset=utf-8' }
    },
  }
}
