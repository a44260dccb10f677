import type { HttpContext } from '@adonisjs/core/http'
import { errorPage } from './error_page.js'
import { problemOfError } from './problem_of_error.js'

/** The last word on every error: a problem document for programs, a plain Chinese page for people; the stack goes to the log alone. */
export default class ExceptionHandler {
  report(error: unknown, context: HttpContext): void {
    const { unforeseen } = problemOfError(error)
    if (unforeseen) context.logger.error({ err: error, method: context.request.method(), path: context.request.url() }, 'unforeseen error')
  }

  handle(error: unknown, context: HttpContext): void {
    const { problem, headers } = problemOfError(error)
    const { response } = context
    for (const [name, value] of Object.entries(headers)) response.header(name, value)
    response.status(problem.status)
    if (context.request.url().startsWith('/api/') || !/text\/html/.test(context.request.header('accept') ?? '')) {
      response.header('cache-control', 'no-store')
      response.header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem))
      return
    }
    response.header('content-type', 'text/html; charset=utf-8').send(errorPage(problem.title, problem.detail))
  }
}
