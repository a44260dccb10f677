import { isFeel } from './form_expression.js'
import type { FormComponent } from './form_schema.js'
import { valueAt } from './key_path.js'

/** A property of a component that holds FEEL. */
export interface PlacedExpression {
  property: string
  source: string
  /** A condition is a unary test, as form-js reads `hide` and `readonly`. */
  kind: 'expression' | 'condition'
}

const CONDITIONS = ['conditional.hide', 'readonly']
const EXPRESSIONS = [
  'disabled',
  'label',
  'validate.required',
  'validate.min',
  'validate.max',
  'validate.minLength',
  'validate.maxLength',
  'valuesExpression',
  'expression',
  'multiple',
  'accept',
  'dataSource',
  'columnsExpression',
  'properties.minDate',
  'properties.maxDate',
]

/** Every FEEL text of a component. */
export function expressionsOf(component: FormComponent): PlacedExpression[] {
  const found = (property: string, kind: PlacedExpression['kind']): PlacedExpression[] => {
    const source = valueAt(component, property.split('.'))
    return isFeel(source) ? [{ property, source, kind }] : []
  }
  return [
    ...CONDITIONS.flatMap((property) => found(property, 'condition')),
    ...EXPRESSIONS.flatMap((property) => found(property, 'expression')),
  ]
}
