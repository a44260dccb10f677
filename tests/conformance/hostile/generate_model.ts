import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const OPEN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p" isExecutable="true">'
const CLOSE = '</process></definitions>'
const flow = (id: string, from: string, to: string) => `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`
const times = (count: number, part: (i: number) => string) => Array.from({ length: count }, (_, i) => part(i)).join('')

/** Models too large to be kept as files. */
const GENERATORS: Readonly<Record<string, () => string>> = {
  'attribute-50mb': () => `<startEvent id="s" name="${'A'.repeat(50 * 1024 * 1024)}"/>`,
  'nesting-10000': () => `${times(10_000, (i) => `<subProcess id="n${i}">`)}<startEvent id="s"/>${'</subProcess>'.repeat(10_000)}`,
  'chain-5000': () =>
    `<startEvent id="s"/><endEvent id="e"/>${flow('f', 's', 'm0')}${times(5_000, (i) => `<manualTask id="m${i}"/>${flow(`f${i}`, `m${i}`, i < 4_999 ? `m${i + 1}` : 'e')}`)}`,
  'fanout-5000': () =>
    `<startEvent id="s"/><parallelGateway id="a"/><parallelGateway id="j"/><endEvent id="e"/>${flow('f', 's', 'a')}${flow('g', 'j', 'e')}${times(
      5_000,
      (i) => `<userTask id="t${i}"/>${flow(`x${i}`, 'a', `t${i}`)}${flow(`y${i}`, `t${i}`, 'j')}`,
    )}`,
}

/** Writes a generated model to a file; one not known here by the corpus' own generator. Says why it could not. */
export function generateModel(name: string, file: string, script: string): string | null {
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined
  if (generator !== undefined) {
    writeFileSync(file, `${OPEN}${generator()}${CLOSE}`)
    return null
  }
  const result = spawnSync('python3', [script, name, file], { encoding: 'utf8' })
  return result.status === 0 ? null : `could not be generated: ${result.error?.message ?? result.stderr}`
}
