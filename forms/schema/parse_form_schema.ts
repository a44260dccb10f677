import { checkChoices } from './checks/check_choices.js'
import { checkCycles } from './checks/check_cycles.js'
import { checkExpressions } from './checks/check_expressions.js'
import { checkPlaces } from './checks/check_places.js'
import { checkProperties } from './checks/check_properties.js'
import { checkStructure } from './checks/check_structure.js'
import { isField } from './component_kinds.js'
import type { FormSchema } from './form_schema.js'
import type { LocaleName } from './locale.js'
import { en } from './messages/en.js'
import { zhCn } from './messages/zh_cn.js'
import type { FormProblem, Report } from './problem.js'
import { walkComponents } from './walk_components.js'

export interface ParsedForm {
  /** null as soon as there is one problem. */
  schema: FormSchema | null
  problems: FormProblem[]
}

/**
 * Whether a JSON document is a form that 星流 can validate, with everything that is wrong with it at once. Nothing is
 * silent: what form-js would ignore (a condition that cannot be read, a field without a key, …) is a problem here.
 */
export function parseFormSchema(json: unknown, locale: LocaleName = 'zh-CN'): ParsedForm {
  const problems: FormProblem[] = []
  const messages = locale === 'en' ? en : zhCn
  const report: Report = (path, code, details) => {
    problems.push({ path, code, message: messages[code](details) })
  }
  if (!checkStructure(json, report)) return { schema: null, problems }

  const schema = json as FormSchema
  const placed = walkComponents(schema)
  for (const one of placed) {
    checkProperties(one, report)
    if (isField(one.component)) checkChoices(one.component, one.jsonPath, report)
  }
  checkExpressions(placed, report)
  if (problems.length === 0) {
    checkPlaces(placed, report)
    checkCycles(placed, report)
  }
  return { schema: problems.length === 0 ? schema : null, problems }
}
