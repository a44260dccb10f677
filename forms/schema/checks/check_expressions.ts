import { knownNames } from '../known_names.js'
import { expressionsOf } from '../expressions_of.js'
import { compileCondition, compileExpression } from '../form_expression.js'
import { compilePattern, isPattern } from '../form_pattern.js'
import { valueAt } from '../key_path.js'
import type { Report } from '../problem.js'
import type { PlacedComponent } from '../walk_components.js'

/** Every expression and every pattern can be compiled. */
export function checkExpressions(placed: readonly PlacedComponent[], report: Report): void {
  const shape = knownNames(placed)
  for (const { component, jsonPath } of placed) {
    for (const { property, source, kind } of expressionsOf(component)) {
      const result = kind === 'condition' ? compileCondition(source, shape) : compileExpression(source, shape)
      if ('problem' in result) report(`${jsonPath}.${property}`, 'E_SCHEMA_EXPRESSION', { source, reason: result.problem })
    }
    const pattern = valueAt(component, ['validate', 'pattern'])
    if (typeof pattern !== 'string') continue
    const compiled = compilePattern(pattern)
    if (!isPattern(compiled)) report(`${jsonPath}.validate.pattern`, 'E_SCHEMA_PATTERN', { source: pattern, reason: compiled.problem })
  }
}
