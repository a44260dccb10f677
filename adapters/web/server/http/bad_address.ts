import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorPage } from './error_page.js'
import { describeProblem } from './problem.js'

/** The answer to an address with a broken percent escape, which no route can read: a page for people, a problem document for programs. */
export function answerBadAddress(request: IncomingMessage, response: ServerResponse): void {
  const problem = describeProblem(400, 'E_BAD_ADDRESS', '网址不完整或有误。请检查网址，或从首页重新打开。')
  const isForPeople = !request.url?.startsWith('/api/') && /text\/html/.test(request.headers.accept ?? '')
  response.writeHead(problem.status, {
    'cache-control': 'no-store',
    'content-type': isForPeople ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8',
  })
  response.end(isForPeople ? errorPage(problem.title, problem.detail) : JSON.stringify(problem))
}
