import { test } from '@japa/runner'
import type { Node } from '#engine/kernel/graph'
import { graphOf } from '#engine/kernel/graph'
import { step } from '#engine/kernel/step'
import { compareEngines } from '#engine/verification/compare_engines'
import { verdictLine } from '#engine/verification/verdict'
import { packageNames, readPackage } from '#tests/processes/read_package'
import { modelOf } from '../kernel/generated_models.js'
import { el, end, file, flows, model, process, start, timer, user } from '../kernel/bpmn.js'

const TWO_BRANCHES = model(
  start(), end(), el('parallelGateway', 'fork'), el('parallelGateway', 'join'), user('a'), user('b'), user('last'),
  flows('s>fork>a>join', 'fork>b>join', 'join>last>e'),
)

const ERROR = el('error', 'bad', 'errorCode="BAD"')
const MESSAGE = el('message', 'm', 'name="news"')
const link = (way: 'Throw' | 'Catch', id: string) => el(`intermediate${way}Event`, id, '', '<linkEventDefinition name="over there"/>')
const listener = (id: string, attributes: string, definition: string) =>
  el('subProcess', id, 'triggeredByEvent="true"', el('startEvent', `${id}s`, attributes, definition) + user(`${id}u`) + end(`${id}e`) + flows(`${id}s>${id}u>${id}e`))
const caught = (body: string) => el('boundaryEvent', 'caught', 'attachedToRef="work"', body)

const ESCALATIONS = '<escalation id="late" name="late" escalationCode="LATE"/><escalation id="lost" name="lost" escalationCode="LOST"/>'
const throwing = (type: string, id: string, code: string) => el(type, id, '', `<escalationEventDefinition escalationRef="${code}"/>`)
const condition = (feel: string) => `<conditionalEventDefinition><condition>${feel}</condition></conditionalEventDefinition>`
/** LATE is thrown two scopes inside its catcher; one for another code lies nearer. */
const escalating = (interrupting: string, thrower: string) => file(ESCALATIONS, process('p', start(), end(), user('after'), user('told'),
  el('subProcess', 'outer', '', start('os') + el('subProcess', 'inner', '', start('is') + user('a') + throwing(thrower, 't', 'late') + (thrower === 'endEvent' ? user('beside') + flows('is>a>t', 'is>beside') : user('beside') + flows('is>a>t>beside'))) + user('more') + end('oe') + flows('os>inner>more>oe')),
  el('boundaryEvent', 'near', 'attachedToRef="inner"', '<escalationEventDefinition escalationRef="lost"/>'), el('boundaryEvent', 'far', `attachedToRef="outer" ${interrupting}`, '<escalationEventDefinition/>'),
  flows('s>outer>after>e', 'far>told>e')))
const several = (attributes: string, edge: string) => file(MESSAGE, process('p', start(), end(), user('a'), user('over'), el('intermediateCatchEvent', 'c', attributes, `<messageEventDefinition messageRef="m"/>${timer('PT1H')}${condition('n = 1')}`),
  el('boundaryEvent', 'b', `attachedToRef="a" ${edge}`, `<messageEventDefinition messageRef="m"/>${condition('n = 2')}`), flows('s>c>a>e', 'b>over')))

const AGREEING: { title: string; xml: string; verdict: RegExp }[] = [
  { title: 'a single task', xml: model(start(), end(), user('a'), flows('s>a>e')), verdict: /^agrees: \d+ scenarios, 2 of 2 flows$/ },
  { title: 'parallel branches that meet', xml: TWO_BRANCHES, verdict: /, 7 of 7 flows$/ },
  {
    title: 'choices by conditions on data that nobody has set, in any dialect',
    xml: model(start(), end(), end('e2'), el('exclusiveGateway', 'x', 'default="x_e2"'), user('a'), user('b'), flows('s>x', 'a>e', 'b>e', 'x>a: ${amount > 100}', 'x>b: =list contains(names, "x")', 'x>e2')),
    verdict: /, 6 of 6 flows$/,
  },
  {
    title: 'a way back',
    xml: model(start(), end(), el('exclusiveGateway', 'x'), user('a'), flows('s>a>x', 'x>a: not(good)', 'x>e: good')),
    verdict: /, 4 of 4 flows$/,
  },
  {
    title: 'work that fails with an error, a limit that passes, a message that comes',
    xml: file(ERROR, MESSAGE, process('p', start(), end(), user('after'), user('late'), user('told'), el('serviceTask', 'work', 'camunda:topic="t"'),
      caught('<errorEventDefinition errorRef="bad"/>'), el('boundaryEvent', 'limit', 'attachedToRef="work" cancelActivity="false"', timer('P3D')),
      el('boundaryEvent', 'news', 'attachedToRef="work"', '<messageEventDefinition messageRef="m"/>'),
      flows('s>work>e', 'caught>after>e', 'limit>late>e', 'news>told>e'))),
    verdict: /, 8 of 8 flows$/,
  },
  {
    title: 'a sub-process for each of several, ended early by a condition',
    xml: model(start(), end(), el('subProcess', 'each', '', `<multiInstanceLoopCharacteristics camunda:collection="items"><completionCondition>enough</completionCondition></multiInstanceLoopCharacteristics>
      ${start('is')}${user('inside')}${end('ie')}${flows('is>inside>ie')}`), flows('s>each>e')),
    verdict: /, 4 of 4 flows$/,
  },
  {
    title: 'a decision by DMN and the choice after it',
    xml: model(start(), end(), el('businessRuleTask', 'decide', 'camunda:decisionRef="level" camunda:resultVariable="level"'), el('exclusiveGateway', 'x', 'default="x_a"'), user('a'), flows('s>decide>x>a>e', 'x>e: level = "low"')),
    verdict: /, 5 of 5 flows$/,
  },
  {
    title: 'a called process of the same file, and one of another file as work',
    xml: file(process('p', start(), end(), el('callActivity', 'here', 'calledElement="q"'), el('callActivity', 'elsewhere', 'calledElement="other"'), flows('s>here>elsewhere>e')),
      process('q', start('qs'), user('qa'), end('qe'), flows('qs>qa>qe'))),
    verdict: /, 5 of 5 flows$/,
  },
  {
    title: 'events whose definition lies elsewhere in the file',
    xml: file(`<timerEventDefinition id="soon"><timeDuration>PT5M</timeDuration></timerEventDefinition>`, process('p', start(), end(), el('intermediateCatchEvent', 'one', '', '<eventDefinitionRef>soon</eventDefinitionRef>'),
      el('intermediateCatchEvent', 'two', '', '<eventDefinitionRef>soon</eventDefinitionRef>'), flows('s>one>two>e'))),
    verdict: /, 3 of 3 flows$/,
  },
  {
    title: 'an event-based gateway, whichever event comes first',
    xml: file(MESSAGE, '<signal id="sg" name="alarm"/>', process('p', start(), end(), el('eventBasedGateway', 'g'), el('intermediateCatchEvent', 'told', '', '<messageEventDefinition messageRef="m"/>'),
      el('intermediateCatchEvent', 'late', '', timer('PT2H')), el('intermediateCatchEvent', 'heard', '', '<signalEventDefinition signalRef="sg"/>'), user('a'), flows('s>g>told>a>e', 'g>late>e', 'g>heard>e'))),
    verdict: /, 8 of 8 flows$/,
  },
  {
    title: 'a signal at the edge of an activity, one that is thrown',
    xml: file('<signal id="sg" name="alarm"/>', process('p', start(), end(), user('work'), user('after'), el('intermediateThrowEvent', 'raise', '', '<signalEventDefinition signalRef="sg"/>'), caught('<signalEventDefinition signalRef="sg"/>'), flows('s>work>raise>e', 'caught>after>e'))),
    verdict: /, 5 of 5 flows$/,
  },
  {
    title: 'each of several start events',
    xml: file(MESSAGE, process('p', start(), el('startEvent', 'called', '', '<messageEventDefinition messageRef="m"/>'), user('a'), user('b'), end(), flows('s>a>e', 'called>b>e'))),
    verdict: /, 4 of 4 flows$/,
  },
  {
    title: 'an event sub-process that interrupts the process, one that runs beside it',
    xml: file(MESSAGE, process('p', start(), end(), user('work'), user('more'), flows('s>work>more>e'),
      listener('x', '', '<messageEventDefinition messageRef="m"/>'), listener('y', 'isInterrupting="false"', timer('PT4H')))),
    verdict: /, 7 of 7 flows$/,
  },
  {
    title: 'an event sub-process in a sub-process, and one that catches an error',
    xml: file(ERROR, MESSAGE, process('p', start(), end(), user('after'), el('subProcess', 'sub', '', start('is') + el('serviceTask', 'work', 'camunda:topic="t"') + user('inside') + end('ie') + flows('is>work>inside>ie') +
      listener('x', 'isInterrupting="false"', '<messageEventDefinition messageRef="m"/>') + listener('y', '', '<errorEventDefinition errorRef="bad"/>')), flows('s>sub>after>e'))),
    verdict: /, 10 of 10 flows$/,
  },
  {
    title: 'links, from two places to one',
    xml: model(start(), end(), user('a'), user('b'), user('c'), link('Throw', 't1'), link('Throw', 't2'), link('Catch', 'l'), flows('s>a>t1', 's>b>t2', 'l>c>e')),
    verdict: /^(agrees: .*, 6 of 6 flows|not comparable: .*known deviation queued-token.*)$/,
  },
  {
    title: 'a link that leads back',
    xml: model(start(), end(), user('a'), el('exclusiveGateway', 'g'), link('Throw', 't'), link('Catch', 'l'), user('again'), flows('s>a>g', 'l>again>g', 'g>e: done', 'g>t: not(done)')),
    verdict: /, 6 of 6 flows$/,
  },
  {
    title: 'an escalation that interrupts what it is thrown in, past one for another code',
    xml: escalating('cancelActivity="true"', 'endEvent'),
    verdict: /, 7 of 11 flows$/,
  },
  { title: 'an escalation heard beside what goes on', xml: escalating('cancelActivity="false"', 'intermediateThrowEvent'), verdict: /, 11 of 11 flows$/ },
  {
    title: 'escalations that begin event sub-processes, and one that nobody hears',
    xml: file(ESCALATIONS, process('p', start(), user('a'), throwing('intermediateThrowEvent', 't', 'late'), user('b'), throwing('endEvent', 'x', 'lost'), flows('s>a>t>b>x'), listener('y', 'isInterrupting="false"', '<escalationEventDefinition escalationRef="late"/>'))),
    verdict: /, 6 of 6 flows$/,
  },
  {
    title: 'conditions: on the way, at an edge, again and again',
    xml: model(start(), end(), user('a'), user('again'), user('over'), el('intermediateCatchEvent', 'c', '', condition('amount > 5')), el('boundaryEvent', 'b1', 'attachedToRef="a" cancelActivity="false"', condition('n = 1')), el('boundaryEvent', 'b2', 'attachedToRef="a"', condition('n = 2')),
      flows('s>c>a>e', 'b1>again', 'b2>over')),
    verdict: /, 5 of 5 flows$/,
  },
  { title: 'any one of several triggers, on the way and at an edge', xml: several('', ''), verdict: /, 4 of 4 flows$/ },
  { title: 'all of several triggers', xml: several('parallelMultiple="true"', ''), verdict: /, 4 of 4 flows$/ },
  {
    title: 'several triggers behind an event-based gateway',
    xml: file(MESSAGE, process('p', start(), end(), el('eventBasedGateway', 'g'), el('intermediateCatchEvent', 'c', '', `<messageEventDefinition messageRef="m"/>${timer('PT1H')}`), el('intermediateCatchEvent', 'd', '', timer('PT2H')), user('a'), user('b'), flows('s>g>c>a>e', 'g>d>b>e'))),
    verdict: /, 7 of 7 flows$/,
  },
  {
    title: 'several triggers of an event sub-process',
    xml: file(MESSAGE, process('p', start(), end(), user('a'), flows('s>a>e'), listener('y', '', `<messageEventDefinition messageRef="m"/>${timer('PT1H')}`))),
    verdict: /, 4 of 4 flows$/,
  },
  {
    title: 'a way that nothing opens, and says so',
    xml: file(ERROR, process('p', start(), end(), user('work'), user('after'), caught('<errorEventDefinition errorRef="bad"/>'), flows('s>work>e', 'caught>after>e'))),
    verdict: /, 2 of 4 flows$/,
  },
]

const NOT_COMPARABLE: { title: string; xml: string; verdict: RegExp }[] = [
  { title: 'an element our engine does not run', xml: model(start(), end(), el('scriptTask', 'odd', 'scriptFormat="groovy"', '<script>x = 1</script>'), flows('s>odd>e')), verdict: /^not comparable: odd: scriptTask:groovy, not run by our engine$/ },
  { title: 'an element that the two engines run by different rules', xml: model(start(), end(), el('complexGateway', 'odd'), flows('s>odd>e')), verdict: /^not comparable: odd: complexGateway, run by other rules in the second engine$/ },
  {
    title: 'an inclusive join that waits, which bpmn-engine does not know',
    xml: model(start(), end(), el('inclusiveGateway', 'split'), el('inclusiveGateway', 'meet'), user('a'), user('b'), user('last'),
      flows('s>split', 'split>a: x', 'split>b: y', 'a>meet', 'b>meet', 'meet>last>e')),
    verdict: /^not comparable: meet: known deviation inclusive-join/,
  },
  {
    title: 'two tokens in one task at once, which bpmn-engine puts in a row',
    xml: model(start(), end(), el('parallelGateway', 'fork'), el('exclusiveGateway', 'merge'), user('twice'), flows('s>fork', 'fork>merge', 'merge>twice>e').replace('</sequenceFlow>', '</sequenceFlow><sequenceFlow id="again" sourceRef="fork" targetRef="merge"/>')),
    verdict: /^not comparable: twice: known deviation queued-token/,
  },
  {
    title: 'a way back around a join, where bpmn-engine leaves something of the ways not taken',
    xml: modelOf({ kind: 'sub', multi: 'none', count: 2, boundary: 'none', body: { kind: 'loop', body: { kind: 'sub', multi: 'none', count: 2, boundary: 'none', body: { kind: 'parallel', parts: [
      { kind: 'task', multi: 'none', count: 2, boundary: 'timer' }, { kind: 'task', multi: 'none', count: 2, boundary: 'message' }, { kind: 'task', multi: 'none', count: 2, boundary: 'message' }] } } } }),
    verdict: /^not comparable: \S+: known deviation dead-path/,
  },
  {
    title: 'an error inside one of several instances, which bpmn-engine lets all of them catch',
    xml: file(ERROR, process('p', start(), end(), el('subProcess', 'each', '', `<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>
      ${start('is')}${el('subProcess', 'work', '', `${start('ws')}${user('inside')}${el('endEvent', 'fail', '', '<errorEventDefinition errorRef="bad"/>')}${flows('ws>inside>fail')}`)}
      ${caught('<errorEventDefinition errorRef="bad"/>')}${user('after')}${end('ie')}${flows('is>work', 'caught>after>ie')}`), flows('s>each>e'))),
    verdict: /^not comparable: fail: known deviation error-heard-everywhere/,
  },
  {
    title: 'an error that a sibling would catch as well, which bpmn-engine lets it',
    xml: modelOf({ kind: 'parallel', parts: [
      { kind: 'sub', multi: 'none', count: 2, boundary: 'error', body: { kind: 'manual' } },
      { kind: 'sub', multi: 'none', count: 2, boundary: 'error', body: { kind: 'receive' } }] }),
    verdict: /^not comparable: .*known deviation error-heard-everywhere/,
  },
  {
    title: 'an error that another event sub-process would catch as well, which bpmn-engine lets it',
    xml: file(ERROR, process('p', start(), user('a'), el('endEvent', 'fails', '', '<errorEventDefinition errorRef="bad"/>'), flows('s>a>fails'), listener('x', '', '<errorEventDefinition/>'), listener('y', '', '<errorEventDefinition errorRef="bad"/>'))),
    verdict: /^not comparable: .*known deviation error-heard-everywhere/,
  },
  {
    title: 'a called process whose call is interrupted, which bpmn-engine leaves behind',
    xml: file(process('p', start(), end(), el('callActivity', 'work', 'calledElement="q"'), caught(timer('PT1H')), flows('s>work>e', 'caught>e')), process('q', start('qs'), user('qa'), end('qe'), flows('qs>qa>qe'))),
    verdict: /^not comparable: work: known deviation interrupted-call/,
  },
  {
    title: 'a task that no flow leads to, where bpmn-engine begins as well',
    xml: model(start(), end(), user('a'), user('island'), end('e2'), flows('s>a>e', 'island>e2')),
    verdict: /^not comparable: island: known deviation begins-at-islands/,
  },
  { title: 'text that is no model', xml: 'hello', verdict: /^not comparable: model: XML_MALFORMED/ },
]

/** Step functions with one mistake each: the graph is bent before the real step walks it. */
const broken = (bend: (node: { -readonly [K in keyof Node]: Node[K] }) => void): typeof step => (process, ...rest) => {
  for (const node of graphOf(process).nodes) bend(node)
  return step(process, ...rest)
}

const MISTAKES: { title: string; step: typeof step; xml: string; says: RegExp }[] = [
  {
    title: 'a join that lets every token pass',
    step: broken((node) => void (node.join = 'none')),
    xml: TWO_BRANCHES,
    says: /step 2 \(complete a\): ours waits at b, last, bpmn-engine waits at b$/,
  },
  {
    title: 'a fork that forgets its second way',
    step: broken((node) => void (node.id === 'fork' && (node.outgoing = node.outgoing.slice(0, 1)))),
    xml: TWO_BRANCHES,
    says: /step 1 \(start\): ours waits at a, bpmn-engine waits at a, b$/,
  },
  {
    title: 'a boundary event that does not interrupt although it should',
    step: broken((node) => void (node.isInterrupting = false)),
    xml: model(start(), end(), user('work'), user('after'), caught(timer('PT1H')), flows('s>work>e', 'caught>after>e')),
    says: /step 2 \(timer caught\): ours waits at after, work, bpmn-engine waits at after$/,
  },
  {
    title: 'a choice that always takes the default',
    step: broken((node) => void (node.outgoing = node.defaultFlow === null ? node.outgoing : [node.defaultFlow])),
    xml: model(start(), end(), el('exclusiveGateway', 'x', 'default="x_b"'), user('a'), user('b'), flows('s>x', 'x>a: big', 'x>b', 'a>e', 'b>e')),
    says: /ours waits at b, bpmn-engine waits at a$/,
  },
  {
    title: 'an escalation that does not interrupt although it should',
    step: broken((node) => void (node.id === 'far' && (node.isInterrupting = false))),
    xml: escalating('cancelActivity="true"', 'endEvent'),
    says: /ours waits at .*, bpmn-engine waits at told$/,
  },
  {
    title: 'a condition at an edge that interrupts although it should not',
    step: broken((node) => void (node.type === 'boundaryEvent' && (node.isInterrupting = true))),
    xml: model(start(), end(), user('a'), user('again'), el('boundaryEvent', 'b', 'attachedToRef="a" cancelActivity="false"', condition('n = 1')), flows('s>a>e', 'b>again')),
    says: /\(condition b\): ours waits at again, bpmn-engine waits at a, again$/,
  },
  {
    title: 'an event that is done with one trigger although it needs all',
    step: broken((node) => void (node.parts = node.parts.map((part) => ({ ...part, part: part.part === null ? null : { ...part.part, needsAll: false } })))),
    xml: several('parallelMultiple="true"', ''),
    says: /ours waits at a, bpmn-engine waits at c$/,
  },
  {
    title: 'a step that refuses to go on',
    step: (process, state, command, context) => (command.type === 'CompleteTask' ? { kind: 'rejected', rejection: { code: 'INVALID_STATE', message: 'no' } } : step(process, state, command, context)),
    xml: TWO_BRANCHES,
    says: /step 2 \(complete a\): ours gave up: no, bpmn-engine waits at b$/,
  },
]

test.group('the second engine', () => {
  for (const { title, xml, verdict } of AGREEING) {
    test(`agrees on ${title}`, async ({ assert }) => assert.match(verdictLine(await compareEngines(xml)), verdict))
  }

  for (const { title, xml, verdict } of NOT_COMPARABLE) {
    test(`is not asked about ${title}`, async ({ assert }) => assert.match(verdictLine(await compareEngines(xml)), verdict))
  }

  for (const mistake of MISTAKES) {
    test(`finds out ${mistake.title}`, async ({ assert }) => {
      assert.equal((await compareEngines(mistake.xml)).status, 'agrees')
      const verdict = await compareEngines(mistake.xml, { step: mistake.step })
      assert.match(verdictLine(verdict), /^differs: scenario \d+ of p/)
      assert.match(verdictLine(verdict), mistake.says)
    })
  }

  const every = /^agrees: \d+ scenarios, (\d+) of \1 flows$/
  /** Models that bpmn-engine stands still in: a way not taken before a parallel join, and it counts the arrivals otherwise. */
  const explained: Readonly<Record<string, RegExp>> = {
    'processes/one-thing/restaurant/restaurant.bpmn': /^not comparable: all_settled: known deviation dead-path \(BPMN 2\.0\.2 §13\.4\.1\)$/,
  }
  for (const name of packageNames()) {
    // With the pieces that several businesses share worked in, as they are published.
    for (const [file, text] of [...readPackage(name)].filter(([one]) => one.endsWith('.bpmn')).sort()) {
      const path = `processes/${name}/${file}`
      test(`agrees on ${path}, every flow of it${path in explained ? ', but for a known deviation' : ''}`, async ({ assert }) => {
        assert.match(verdictLine(await compareEngines(Buffer.from(text))), explained[path] ?? every)
      })
    }
  }
})
