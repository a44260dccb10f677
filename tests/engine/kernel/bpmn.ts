import { compileModel, type CompileOptions } from '#engine/compile/compile_model'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'

const NAMESPACES = [
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"',
  'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
  'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
  'xmlns:flowable="http://flowable.org/bpmn"',
  'xmlns:gov="http://xingliu.gov/schema/1.0"',
].join(' ')

/** A model file: root elements (messages, errors, processes) inside `definitions`. */
export function file(...content: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><definitions ${NAMESPACES} id="file" targetNamespace="test">${content.join('')}</definitions>`
}

/** One executable process. */
export function model(...content: string[]): string {
  return file(process('p', ...content))
}

export function process(id: string, ...content: string[]): string {
  return `<process id="${id}" name="${id}" isExecutable="true">${content.join('')}</process>`
}

/** Sequence flows written `a>b`, with a FEEL condition `a>b: amount > 1`. Ids are `a_b`. */
export function flows(...lines: string[]): string {
  return lines
    .map((line) => {
      const [path, condition] = line.split(/: (.*)/)
      const nodes = (path as string).split('>').map((id) => id.trim())
      return nodes
        .slice(1)
        .map((to, i) => {
          const from = nodes[i] as string
          const body = condition === undefined ? '' : `<conditionExpression>${escape(condition)}</conditionExpression>`
          return `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${body}</sequenceFlow>`
        })
        .join('')
    })
    .join('')
}

export const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** An element with attributes and content. */
export function el(type: string, id: string, attributes = '', content = ''): string {
  return `<${type} id="${id}" ${attributes}>${content}</${type}>`
}

export const start = (id = 's'): string => el('startEvent', id)
export const end = (id = 'e'): string => el('endEvent', id)
export const user = (id: string, attributes = '', content = ''): string => el('userTask', id, attributes, content)
export const timer = (body: string, kind = 'timeDuration'): string => `<timerEventDefinition><${kind}>${escape(body)}</${kind}></timerEventDefinition>`

/** Compiles what must compile; a finding of error level fails the test with its words. */
export async function compile(xml: string, options?: CompileOptions): Promise<ExecutableProcess[]> {
  const { processes, diagnostics } = await compileModel(xml, options)
  const errors = diagnostics.filter((finding) => finding.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((finding) => `${finding.code} ${finding.elementId ?? ''}: ${finding.message}`).join('\n'))
  return processes
}

/** Codes of the findings of a model, each with its element: `DANGLING_REFERENCE f1`. */
export async function findings(xml: string, severity: Diagnostic['severity'] = 'error'): Promise<string[]> {
  const { diagnostics } = await compileModel(xml)
  return diagnostics.filter((finding) => finding.severity === severity).map((finding) => `${finding.code} ${finding.elementId ?? ''}`.trim())
}
