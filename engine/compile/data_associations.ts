import type { CompiledExpression } from '#engine/expressions/expression'
import type { CompileTools } from '#engine/kernel/elements/element'
import type { Mapping } from '#engine/kernel/graph'
import type { SourceElement } from '#engine/model/source_element'

const list = (value: unknown): readonly SourceElement[] => (Array.isArray(value) ? (value as SourceElement[]) : value === undefined ? [] : [value as SourceElement])
const bodyOf = (expression: unknown): string => ((expression as { body?: string } | undefined)?.body ?? '').trim()

/** Variable names as BPMN files write them in the target of an assignment: bare, or as an expression that is nothing but the name. */
const NAME = /^(?:=\s*|[$#]\{\s*)?([\p{L}_][\p{L}\p{N}_]*)\s*\}?$/u
const OURS = /feel|juel/i

/**
 * Data associations with assignments or a transformation are input and output parameters; one without either is only drawn, since data are
 * variables that every element sees. BPMN 2.0.2, 10.4.2.
 */
export function compileDataAssociations(source: SourceElement, direction: 'input' | 'output', tools: CompileTools): Mapping[] {
  const property = direction === 'input' ? 'dataInputAssociations' : 'dataOutputAssociations'
  const all = [...list(source[property]), ...list(source[property.slice(0, -1)])]
  return all.flatMap((association) => {
    const transformation = association.transformation as SourceElement | undefined
    const assignments = list(association.assignment).map(({ from, to }) => mapping(from as SourceElement | undefined, targetOf(source, bodyOf(to)), tools))
    const transformed = transformation === undefined ? [] : [mapping(transformation, nameOf(association.targetRef as SourceElement | undefined), tools)]
    return [...assignments, ...transformed].filter((one) => one !== null)
  })
}

function mapping(from: SourceElement | undefined, name: string | undefined, tools: CompileTools): Mapping | null {
  const text = bodyOf(from)
  const language = from?.language
  if (typeof language === 'string' && !OURS.test(language)) {
    tools.report('warning', 'DATA_LANGUAGE', `数据关联的表达式用 ${language} 书写，不会执行。请改写为 FEEL（以 = 开头）。`)
    return null
  }
  if (name === undefined || name === '__proto__' || text === '') {
    tools.report('warning', 'DATA_ASSIGNMENT', '数据关联的赋值没有写明来源或目标变量，不会执行。请填写赋值的 from 和 to。')
    return null
  }
  const value: CompiledExpression | null = tools.value(text.startsWith('#{') ? `$${text.slice(1)}` : text, `数据关联“${name}”`)
  return value === null ? null : { name, value }
}

/** A target is a data input or output of the element by its id, or a variable's name. */
function targetOf(source: SourceElement, text: string): string | undefined {
  const specification = source.ioSpecification as SourceElement | undefined
  const declared = [...list(specification?.dataInputs), ...list(specification?.dataOutputs), ...list(source.dataInputs), ...list(source.dataOutputs)]
  const found = declared.find(({ id }) => id === text)
  return found === undefined ? NAME.exec(text)?.[1] : nameOf(found)
}

function nameOf(item: SourceElement | undefined): string | undefined {
  const referred = item?.dataObjectRef as SourceElement | undefined
  return [item?.name, referred?.name, item?.id].find((name) => name !== undefined && name !== '')
}
