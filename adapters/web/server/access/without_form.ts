import type { Login } from '../accounts/login.js'
import { invalid } from '../http/problem.js'

/** Refuses values that no form asks for: without a form only a process designer sends any (decision 003). */
export function requireNoValues(login: Pick<Login, 'capabilities'>, values: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(values)
  if (names.length === 0 || login.capabilities.has('deploy_definitions')) return
  throw invalid(
    '这里没有表单，不能提交数据。请刷新页面后重试；需要填写的内容请流程设计员在流程中加上表单。',
    names.map((name) => ({ path: name, code: 'E_FORM_UNKNOWN_FIELD', message: '没有表单，不能填写这一项' })),
  )
}
