/** A call as the panel asks it: headers and errors one a line. */
export interface HttpCallText {
  method: string
  url: string
  /** `Name: value` */
  headers: string
  body: string
  timeout: string
  /** `404: CODE` */
  errors: string
}

interface ModdleElement {
  $type: string
  [name: string]: unknown
}

interface Factory {
  create(type: string, properties: Record<string, unknown>): Record<string, unknown>
}

/** The part of a diagram element that is read here. */
export interface CallingElement {
  businessObject: { get(name: string): unknown }
}

const TYPE = 'gov:Http'

const extensionsOf = (element: CallingElement): ModdleElement[] =>
  (element.businessObject.get('extensionElements') as { get(name: 'values'): ModdleElement[] } | undefined)?.get('values') ?? []

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const linesOf = (children: unknown, left: string, right: string): string =>
  ((children as ModdleElement[] | undefined) ?? []).map((child) => `${textOf(child[left])}: ${textOf(child[right])}`).join('\n')

/** What the element calls; empty texts when it calls nothing. */
export function httpCallText(element: CallingElement): HttpCallText {
  const call = extensionsOf(element).find(({ $type }) => $type === TYPE)
  return {
    method: textOf(call?.method), url: textOf(call?.url), body: textOf(call?.body), timeout: textOf(call?.timeout),
    headers: linesOf(call?.headers, 'name', 'value'), errors: linesOf(call?.errors, 'status', 'code'),
  }
}

const PAIR = /^\s*([^\s:：]+)\s*[:：]\s*(\S.*?)\s*$/

const written = (lines: string): string[] => lines.split('\n').filter((line) => line.trim() !== '')

/** What is wrong with such lines, in Chinese, or null. */
export function pairLinesProblem(lines: string, example: string): string | null {
  const wrong = written(lines).find((line) => !PAIR.test(line))
  return wrong === undefined ? null : `“${wrong.trim()}”应写成“${example}”，一行一个。`
}

const pairs = (lines: string, type: string, left: string, right: string, factory: Factory) =>
  written(lines).flatMap((line) => {
    const [, one, other] = PAIR.exec(line) ?? []
    return one === undefined || other === undefined ? [] : [factory.create(type, { [left]: one, [right]: other })]
  })

const orNothing = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim())

/** Properties of the element with this call; without an address it calls nothing any more. Other extensions stay as they are. */
export function withHttpCall(element: CallingElement, text: HttpCallText, factory: Factory): Record<string, unknown> {
  const others = extensionsOf(element).filter(({ $type }) => $type !== TYPE)
  const isEmpty = Object.values(text).every((value) => value.trim() === '')
  const call = isEmpty ? [] : [factory.create(TYPE, {
    method: orNothing(text.method), url: orNothing(text.url), body: orNothing(text.body), timeout: orNothing(text.timeout),
    headers: pairs(text.headers, 'gov:Header', 'name', 'value', factory), errors: pairs(text.errors, 'gov:HttpError', 'status', 'code', factory),
  })]
  return {
    'gov:handler': isEmpty ? undefined : 'http',
    extensionElements: factory.create('bpmn:ExtensionElements', { values: [...others, ...call] }),
  }
}
