import type { HttpContext } from '@adonisjs/core/http'
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

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const errorPage = (title: string, detail: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:36em;margin:12vh auto;padding:0 1em;color:#1f2329}a{color:#1f5fbf}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><a href="/">返回首页</a></p></body></html>
`
