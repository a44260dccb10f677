import type { FormCondition, FormExpression } from '#forms/schema/form_expression'
import type { FormScope } from '#forms/schema/form_scope'

/** Whether a flag of the schema holds, be it written or computed. */
export function isOn(flag: boolean | FormExpression | FormCondition, view: FormScope): boolean {
  if (typeof flag === 'boolean') return flag
  return 'holds' in flag ? flag.holds(view) : flag.evaluate(view) === true
}
