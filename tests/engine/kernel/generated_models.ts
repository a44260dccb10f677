import fc from 'fast-check'
import { el, escape, file, flows, process, timer, user } from './bpmn.js'

type Multi = 'none' | 'parallel' | 'sequential' | 'rounds'

/** A block: one entry, one exit, and in between whatever it says. Such models are sound: completing everything ends them. */
export type Block =
  | { kind: 'task'; multi: Multi; count: number; boundary: 'none' | 'timer' | 'message' | 'repeating'; undo?: 'none' | 'person' | 'script' }
  | { kind: 'manual' | 'script' | 'receive' | 'wait' | 'service' | 'call' | 'hear' | 'raise' | 'condition' | 'escalate' | 'link' | 'either' | 'both' | 'tell' }
  | { kind: 'events'; parts: Block[] }
  | { kind: 'listened'; body: Block; listener: Listener; isInterrupting: boolean }
  | { kind: 'undo'; waits: boolean }
  | { kind: 'several'; count: number; body: Block }
  | { kind: 'choice'; ordering: 'Sequential' | 'Parallel'; body: Block }
  | { kind: 'sequence' | 'parallel' | 'inclusive' | 'exclusive' | 'complex'; parts: Block[] }
  | { kind: 'loop'; body: Block }
  | { kind: 'sub'; body: Block; multi: Multi; count: number; boundary: SubBoundary }

/** What an event sub-process beside the block listens for, in the scope the block is in. */
type Listener = 'message' | 'both' | 'signal' | 'timer' | 'error' | 'escalation' | 'conditional'
type SubBoundary = 'none' | 'timer' | 'message' | 'repeating' | 'error' | 'signal' | 'escalation' | 'aside' | 'conditional' | 'cancel'

const multi = fc.constantFrom('none' as const, 'none' as const, 'none' as const, 'parallel' as const, 'sequential' as const, 'rounds' as const)
const undo = fc.constantFrom('none' as const, 'none' as const, 'person' as const, 'script' as const)
const boundary = fc.constantFrom('none' as const, 'none' as const, 'timer' as const, 'message' as const, 'repeating' as const)
const count = fc.constantFrom(0, 1, 2, 2, 3)

/** Gateways that make one token of several have a scope of their own where several tokens pass: else fewer would come than are waited for. */
const apart = (body: Block): Block =>
  /"kind":"(inclusive|complex)"/.test(JSON.stringify(body)) ? { kind: 'sub', body, multi: 'none', count: 0, boundary: 'none' } : body

/** Blocks nested a few levels deep. */
export const blocks: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true, maxDepth: 4 },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('task' as const), multi, count, boundary, undo }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), waits: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('several' as const), count: fc.constantFrom(2, 3), body: tie('block').map(apart) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('choice' as const), ordering: fc.constantFrom('Sequential' as const, 'Parallel' as const), body: tie('block') }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('manual' as const, 'script' as const, 'receive' as const, 'wait' as const, 'service' as const, 'call' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('hear' as const, 'raise' as const, 'condition' as const, 'escalate' as const, 'link' as const, 'either' as const, 'both' as const, 'tell' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('events' as const), parts: fc.array(tie('block'), { minLength: 2, maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('listened' as const), body: tie('block'), listener: fc.constantFrom<Listener>('message', 'both', 'signal', 'timer', 'error', 'escalation', 'conditional'), isInterrupting: fc.boolean() }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('sequence' as const, 'parallel' as const, 'inclusive' as const, 'exclusive' as const, 'complex' as const), parts: fc.array(tie('block'), { minLength: 2, maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('loop' as const), body: tie('block') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sub' as const), body: tie('block'), multi, count, boundary: fc.oneof(boundary, fc.constantFrom<SubBoundary>('error', 'cancel', 'signal', 'escalation', 'aside', 'conditional')) }) },
  ),
})).block

interface Writer {
  readonly parts: string[]
  next: number
}

/** The model file of a block, with a second process for its call activities. */
export function modelOf(block: Block): string {
  const writer: Writer = { parts: [], next: 0 }
  const { first, last } = write(writer, block)
  const main = process('p', '<startEvent id="s"/><endEvent id="e"/>', ...writer.parts, flows(`s>${first}`, `${last}>e`))
  const called = process('called', '<startEvent id="cs"/><endEvent id="ce"/>', escalation('ct'), user('inside'), flows('cs>ct>inside>ce'))
  return file('<message id="m" name="news"/><error id="er" errorCode="BAD"/><signal id="sg" name="alarm"/><escalation id="es" escalationCode="LATE"/>', main, called)
}

const escalation = (id: string) => el('intermediateThrowEvent', id, '', '<escalationEventDefinition escalationRef="es"/>')

interface Ends {
  first: string
  last: string
}

function write(writer: Writer, block: Block): Ends {
  const id = `n${writer.next++}`
  switch (block.kind) {
    case 'task':
      writer.parts.push(user(id, '', loopOf(block)))
      if (block.undo === 'person' || block.undo === 'script') writer.parts.push(undoing(id, block.undo))
      return withBoundary(writer, id, block.boundary)
    case 'undo':
      return single(writer, id, el('intermediateThrowEvent', id, '', `<compensateEventDefinition waitForCompletion="${block.waits}"/>`))
    case 'choice':
      return choice(writer, id, block)
    case 'several':
      return several(writer, id, block)
    case 'manual':
      return single(writer, id, el('manualTask', id))
    case 'script':
      return single(writer, id, el('scriptTask', id, 'camunda:resultVariable="scripted"', `<script>if scripted = null then 1 else scripted + 1</script>`))
    case 'receive':
      return single(writer, id, el('receiveTask', id, 'messageRef="m"'))
    case 'wait':
      return single(writer, id, el('intermediateCatchEvent', id, '', timer('PT1H')))
    case 'service':
      writer.parts.push(el('serviceTask', id, 'camunda:topic="work"'))
      return withBoundary(writer, id, 'repeating')
    case 'call':
      writer.parts.push(el('callActivity', id, 'calledElement="called"'))
      return withBoundary(writer, id, 'timer')
    case 'hear':
      return single(writer, id, el('intermediateCatchEvent', id, '', DEFINITIONS.signal))
    case 'raise':
      return single(writer, id, el('intermediateThrowEvent', id, '', DEFINITIONS.signal))
    case 'condition':
      return single(writer, id, el('intermediateCatchEvent', id, '', condition('both = true')))
    case 'either':
      return single(writer, id, el('intermediateCatchEvent', id, '', DEFINITIONS.message + DEFINITIONS.signal + timer('PT1H')))
    case 'both':
      return single(writer, id, el('intermediateCatchEvent', id, 'parallelMultiple="true"', DEFINITIONS.both))
    case 'tell':
      return single(writer, id, el('intermediateThrowEvent', id, '', DEFINITIONS.signal + DEFINITIONS.escalation))
    case 'escalate':
      return single(writer, id, escalation(id))
    case 'link':
      writer.parts.push(el('intermediateThrowEvent', id, '', `<linkEventDefinition name="${id}"/>`), el('intermediateCatchEvent', `${id}l`, '', `<linkEventDefinition name="${id}"/>`))
      return { first: id, last: `${id}l` }
    case 'events':
      return events(writer, id, block.parts)
    case 'listened':
      writer.parts.push(listener(id, block))
      return write(writer, block.body)
    case 'sequence':
      return sequence(writer, block.parts)
    case 'loop':
      return loop(writer, id, block.body)
    case 'sub':
      return sub(writer, id, block)
    default:
      return split(writer, id, block)
  }
}

function single(writer: Writer, id: string, text: string): Ends {
  writer.parts.push(text)
  return { first: id, last: id }
}

/** Several tokens leave an activity, each walks the body, and the next activity begins when all have come. */
function several(writer: Writer, id: string, { count, body }: Extract<Block, { kind: 'several' }>): Ends {
  const inside = write(writer, body)
  writer.parts.push(el('manualTask', id, `completionQuantity="${count}"`), user(`${id}q`, `startQuantity="${count}"`), flows(`${id}>${inside.first}`, `${inside.last}>${id}q`))
  return { first: id, last: `${id}q` }
}

function sequence(writer: Writer, parts: readonly Block[]): Ends {
  const written = parts.map((part) => write(writer, part))
  for (let i = 1; i < written.length; i++) writer.parts.push(flows(`${(written[i - 1] as Ends).last}>${(written[i] as Ends).first}`))
  return { first: (written[0] as Ends).first, last: (written.at(-1) as Ends).last }
}

function split(writer: Writer, id: string, block: Extract<Block, { parts: Block[] }>): Ends {
  const gateway = `${block.kind}Gateway`
  if (block.kind === 'complex') return discriminator(writer, id, block.parts)
  const isConditional = block.kind !== 'parallel'
  const branches = block.parts.map((part) => write(writer, part))
  const fallback = `${id}_${(branches.at(-1) as Ends).first}`
  writer.parts.push(el(gateway, id, isConditional ? `default="${fallback}"` : ''), el(gateway, `${id}j`))
  branches.forEach((branch, i) => {
    const condition = isConditional && i < branches.length - 1 ? `: choice = ${i} or both = true` : ''
    writer.parts.push(flows(`${id}>${branch.first}${condition}`, `${branch.last}>${id}j`))
  })
  return { first: id, last: `${id}j` }
}

/** A complex gateway lets the first branch through and takes the others in. */
function discriminator(writer: Writer, id: string, parts: readonly Block[]): Ends {
  const branches = parts.map((part) => write(writer, part))
  writer.parts.push(el('parallelGateway', id), el('complexGateway', `${id}j`, '', '<activationCondition>activationCount >= 1</activationCondition>'))
  for (const branch of branches) writer.parts.push(flows(`${id}>${branch.first}`, `${branch.last}>${id}j`))
  return { first: id, last: `${id}j` }
}

/** The handler of an activity: somebody's work, or a script that passes. */
function undoing(id: string, by: 'person' | 'script'): string {
  const handler = by === 'person' ? user(`${id}u`, 'isForCompensation="true"') : el('scriptTask', `${id}u`, 'isForCompensation="true" camunda:resultVariable="undone"', '<script>if undone = null then 1 else undone + 1</script>')
  const event = el('boundaryEvent', `${id}c`, `attachedToRef="${id}"`, '<compensateEventDefinition/>')
  return `${event}${handler}<association id="${id}as" sourceRef="${id}c" targetRef="${id}u"/>`
}

/** Activities that people begin; one of them is whatever the block says, in a sub-process. */
function choice(writer: Writer, id: string, block: Extract<Block, { kind: 'choice' }>): Ends {
  const inner: Writer = { parts: [], next: writer.next }
  const { first, last } = write(inner, block.body)
  writer.next = inner.next
  const body = el('subProcess', `${id}b`, '', `<startEvent id="${id}s"/><endEvent id="${id}e"/>${inner.parts.join('')}${flows(`${id}s>${first}`, `${last}>${id}e`)}`)
  const content = `${body}${user(`${id}t`)}${user(`${id}n`)}${flows(`${id}t>${id}n`)}<completionCondition>both = true</completionCondition>`
  return single(writer, id, el('adHocSubProcess', id, `ordering="${block.ordering}" cancelRemainingInstances="${block.ordering === 'Sequential'}"`, content))
}

const condition = (text: string, filter = '') => `<conditionalEventDefinition ${filter}><condition>${text}</condition></conditionalEventDefinition>`

const DEFINITIONS = {
  timer: timer('PT2H'),
  message: '<messageEventDefinition messageRef="m"/>',
  repeating: timer('R3/PT1H', 'timeCycle'),
  error: '<errorEventDefinition errorRef="er"/>',
  signal: '<signalEventDefinition signalRef="sg"/>',
  escalation: '<escalationEventDefinition escalationRef="es"/>',
  aside: '<escalationEventDefinition/>',
  cancel: '<cancelEventDefinition/>',
  both: `<messageEventDefinition messageRef="m"/>${timer('PT1H')}`,
  /** Happens once at most: a condition that stays true would happen again at each change. */
  conditional: condition('v3 != null', 'camunda:variableName="v3" camunda:variableEvents="create"'),
} as const

const EVENTS = [DEFINITIONS.message, DEFINITIONS.signal, timer('PT1H'), condition('choice = 1')]

/** Whichever event comes first decides; the ways meet again. */
function events(writer: Writer, id: string, parts: readonly Block[]): Ends {
  writer.parts.push(el('eventBasedGateway', id), el('exclusiveGateway', `${id}m`))
  parts.forEach((part, i) => {
    const branch = write(writer, part)
    writer.parts.push(el('intermediateCatchEvent', `${id}e${i}`, '', EVENTS[i] as string), flows(`${id}>${id}e${i}>${branch.first}`, `${branch.last}>${id}m`))
  })
  return { first: id, last: `${id}m` }
}

/** An event sub-process with a task of its own. */
function listener(id: string, { listener: kind, isInterrupting }: Extract<Block, { kind: 'listened' }>): string {
  const definition = kind === 'timer' && !isInterrupting ? DEFINITIONS.repeating : DEFINITIONS[kind]
  const begin = el('startEvent', `${id}s`, `isInterrupting="${isInterrupting || kind === 'error'}" parallelMultiple="${kind === 'both'}"`, definition)
  return el('subProcess', id, 'triggeredByEvent="true"', `${begin}<endEvent id="${id}e"/>${user(`${id}extra`)}${flows(`${id}s>${id}extra>${id}e`)}`)
}

/** Goes round once more while the counter of this loop allows it. */
function loop(writer: Writer, id: string, body: Block): Ends {
  const inner = write(writer, body)
  const countUp = el('scriptTask', `${id}c`, `camunda:resultVariable="${id}n"`, `<script>${escape(`if ${id}n = null then 1 else ${id}n + 1`)}</script>`)
  writer.parts.push(el('exclusiveGateway', id), countUp, el('exclusiveGateway', `${id}x`, `default="${id}x_${id}o"`), el('manualTask', `${id}o`))
  writer.parts.push(flows(`${id}>${inner.first}`, `${inner.last}>${id}c>${id}x`, `${id}x>${id}: ${id}n < 2`, `${id}x>${id}o`))
  return { first: id, last: `${id}o` }
}

function sub(writer: Writer, id: string, block: Extract<Block, { kind: 'sub' }>): Ends {
  const inner: Writer = { parts: [], next: writer.next }
  const { first, last } = write(inner, block.body)
  writer.next = inner.next
  const isFailing = block.boundary === 'error' || block.boundary === 'cancel'
  const definition = block.boundary === 'cancel' ? '<cancelEventDefinition/>' : '<errorEventDefinition errorRef="er"/>'
  const ending = isFailing
    ? `<exclusiveGateway id="${id}g" default="${id}g_${id}e"/><endEvent id="${id}bad">${definition}</endEvent>${flows(`${id}g>${id}bad: both = true`, `${id}g>${id}e`)}`
    : ''
  const path = isFailing ? `${last}>${id}g` : `${last}>${id}e`
  const content = `<startEvent id="${id}s"/><endEvent id="${id}e"/>${inner.parts.join('')}${ending}${flows(`${id}s>${first}`, path)}`
  writer.parts.push(el(block.boundary === 'cancel' ? 'transaction' : 'subProcess', id, '', `${content}${loopOf(block)}`))
  return withBoundary(writer, id, block.boundary)
}

function loopOf({ multi: kind, count: cardinality }: { multi: Multi; count: number }): string {
  if (kind === 'none') return ''
  if (kind === 'rounds') return `<standardLoopCharacteristics testBefore="${cardinality % 2 === 0}"><loopCondition>loopCounter &lt; ${cardinality}</loopCondition></standardLoopCharacteristics>`
  return `<multiInstanceLoopCharacteristics isSequential="${kind === 'sequential'}"><loopCardinality>${cardinality}</loopCardinality></multiInstanceLoopCharacteristics>`
}

/** The way out of a boundary event joins the main way again, so that the block keeps one exit. A non-interrupting one ends by itself. */
function withBoundary(writer: Writer, id: string, kind: SubBoundary): Ends {
  if (kind === 'none') return { first: id, last: id }
  const isInterrupting = kind !== 'repeating' && kind !== 'aside'
  writer.parts.push(el('boundaryEvent', `${id}b`, `attachedToRef="${id}" cancelActivity="${isInterrupting}"`, DEFINITIONS[kind]))
  if (!isInterrupting) {
    writer.parts.push(`<endEvent id="${id}be"/>`, user(`${id}side`), flows(`${id}b>${id}side>${id}be`))
    return { first: id, last: id }
  }
  writer.parts.push(el('exclusiveGateway', `${id}m`), flows(`${id}>${id}m`, `${id}b>${id}m`))
  return { first: id, last: `${id}m` }
}
