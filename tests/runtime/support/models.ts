/** A model around the given elements; camunda and gov prefixes are bound. */
export const bpmn = (id: string, body: string, outside = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:gov="http://xingliu.gov/schema/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="t">
${outside}
<bpmn:process id="${id}" name="${id}" isExecutable="true">
${body}
</bpmn:process>
</bpmn:definitions>`

export const flow = (id: string, from: string, to: string, inside = ''): string =>
  `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`

const task = (id: string): string => `<bpmn:userTask id="${id}" name="${id}" camunda:candidateGroups="role:clerk" />`

const message = (id: string, name: string): string => `<bpmn:message id="${id}" name="${name}"/>`

/** Start, one user task, end. */
export const ONE_TASK = bpmn(
  'one',
  `<bpmn:startEvent id="start"/>${task('review')}<bpmn:endEvent id="end"/>${flow('f1', 'start', 'review')}${flow('f2', 'review', 'end')}`,
)

/** P6: task, fork of three tasks, task, exclusive gateway with two real conditions, task. */
export const P6 = bpmn(
  'p6',
  `<bpmn:startEvent id="start"/>${['a', 'b1', 'b2', 'b3', 'c', 'd'].map(task).join('')}
  <bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/><bpmn:exclusiveGateway id="choice" default="f12"/><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'a')}${flow('f2', 'a', 'fork')}${flow('f3', 'fork', 'b1')}${flow('f4', 'fork', 'b2')}${flow('f5', 'fork', 'b3')}
  ${flow('f6', 'b1', 'join')}${flow('f7', 'b2', 'join')}${flow('f8', 'b3', 'join')}${flow('f9', 'join', 'c')}${flow('f10', 'c', 'choice')}
  ${flow('f11', 'choice', 'd', '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; 100 and area != null</bpmn:conditionExpression>')}
  ${flow('f12', 'choice', 'end')}${flow('f13', 'd', 'end')}`,
)

/** Waits at a receive catch event for `paid`, by the variable `order`. */
export const WAITS_FOR_MESSAGE = bpmn(
  'waiting',
  `<bpmn:startEvent id="start"/>
  <bpmn:intermediateCatchEvent id="wait" gov:correlationKey="=order"><bpmn:messageEventDefinition id="wait_def" messageRef="m"/></bpmn:intermediateCatchEvent>
  <bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'wait')}${flow('f2', 'wait', 'after')}${flow('f3', 'after', 'end')}`,
  message('m', 'paid'),
)

/** Started by the message `reported`. */
export const STARTED_BY_MESSAGE = bpmn(
  'reported_case',
  `<bpmn:startEvent id="start"><bpmn:messageEventDefinition id="start_def" messageRef="m"/></bpmn:startEvent>
  <bpmn:userTask id="handle" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>${flow('f1', 'start', 'handle')}${flow('f2', 'handle', 'end')}`,
  message('m', 'reported'),
)

/** Calls `one` and goes on when it has ended. */
export const CALLS_ONE = bpmn(
  'caller',
  `<bpmn:startEvent id="start"/><bpmn:callActivity id="call" calledElement="one"/><bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/>
  <bpmn:endEvent id="end"/>${flow('f1', 'start', 'call')}${flow('f2', 'call', 'after')}${flow('f3', 'after', 'end')}`,
)

/** Calls itself for ever. */
export const CALLS_ITSELF = bpmn(
  'endless',
  `<bpmn:startEvent id="start"/><bpmn:callActivity id="call" calledElement="endless"/><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'call')}${flow('f2', 'call', 'end')}`,
)

/** Waits an hour, then asks for a task. */
export const WAITS_AN_HOUR = bpmn(
  'hour',
  `<bpmn:startEvent id="start"/>
  <bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition id="pause_def"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
  <bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'pause')}${flow('f2', 'pause', 'after')}${flow('f3', 'after', 'end')}`,
)

/** A built-in job `look-up`, then a task. */
export const RUNS_A_JOB = bpmn(
  'job',
  `<bpmn:startEvent id="start"/><bpmn:serviceTask id="work" gov:handler="look-up"/><bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/>
  <bpmn:endEvent id="end"/>${flow('f1', 'start', 'work')}${flow('f2', 'work', 'after')}${flow('f3', 'after', 'end')}`,
)

/** Publishes `paid` for the order, then ends. */
export const PUBLISHES = bpmn(
  'payment',
  `<bpmn:startEvent id="start"/>
  <bpmn:intermediateThrowEvent id="tell" gov:correlationKey="=order"><bpmn:messageEventDefinition id="tell_def" messageRef="m"/></bpmn:intermediateThrowEvent>
  <bpmn:endEvent id="end"/>${flow('f1', 'start', 'tell')}${flow('f2', 'tell', 'end')}`,
  message('m', 'paid'),
)

const signal = (id: string, name: string): string => `<bpmn:signal id="${id}" name="${name}"/>`
const signalDefinition = (id: string, ref: string): string => `<bpmn:signalEventDefinition id="${id}" signalRef="${ref}"/>`

/** Rests at a signal catch event for `alarm`; beside it an event sub-process listens for `drill`, again and again. */
export const LISTENS = bpmn(
  'listening',
  `<bpmn:startEvent id="start"/><bpmn:intermediateCatchEvent id="wait">${signalDefinition('wait_def', 'alarm')}</bpmn:intermediateCatchEvent>
  <bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'wait')}${flow('f2', 'wait', 'after')}${flow('f3', 'after', 'end')}
  <bpmn:subProcess id="beside" triggeredByEvent="true">
    <bpmn:startEvent id="heard" isInterrupting="false">${signalDefinition('heard_def', 'drill')}</bpmn:startEvent>
    <bpmn:userTask id="practise" camunda:candidateGroups="role:clerk"/>${flow('f4', 'heard', 'practise')}
  </bpmn:subProcess>`,
  signal('alarm', 'alarm') + signal('drill', 'drill'),
)

/** Throws `alarm` and waits for it itself afterwards. */
export const THROWS = bpmn(
  'throwing',
  `<bpmn:startEvent id="start"/><bpmn:intermediateThrowEvent id="throw">${signalDefinition('throw_def', 'alarm')}</bpmn:intermediateThrowEvent>
  <bpmn:intermediateCatchEvent id="next">${signalDefinition('next_def', 'alarm')}</bpmn:intermediateCatchEvent><bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'throw')}${flow('f2', 'throw', 'next')}${flow('f3', 'next', 'end')}`,
  signal('alarm', 'alarm'),
)

/** Started by the signal `alarm`. */
export const STARTED_BY_SIGNAL = bpmn(
  'alarmed',
  `<bpmn:startEvent id="start">${signalDefinition('start_def', 'alarm')}</bpmn:startEvent>
  <bpmn:userTask id="handle" camunda:candidateGroups="role:clerk"/>${flow('f1', 'start', 'handle')}`,
  signal('alarm', 'alarm'),
)

/** Started when the water stands higher than 30. */
export const STARTED_BY_CONDITION = bpmn(
  'high_water',
  `<bpmn:startEvent id="start"><bpmn:conditionalEventDefinition id="start_def"><bpmn:condition xsi:type="bpmn:tFormalExpression">level &gt; 30</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>
  <bpmn:userTask id="handle" camunda:candidateGroups="role:clerk"/>${flow('f1', 'start', 'handle')}`,
)

const escalation = '<bpmn:escalation id="late" name="late" escalationCode="LATE"/>'

/** Throws an escalation and goes on. */
export const ESCALATES = bpmn(
  'escalating',
  `<bpmn:startEvent id="start"/><bpmn:intermediateThrowEvent id="throw"><bpmn:escalationEventDefinition id="throw_def" escalationRef="late"/></bpmn:intermediateThrowEvent>
  <bpmn:userTask id="going_on" camunda:candidateGroups="role:clerk"/>${flow('f1', 'start', 'throw')}${flow('f2', 'throw', 'going_on')}`,
  escalation,
)

/** Calls `escalating` and hears of it without interrupting. */
export const CATCHES_ESCALATION = bpmn(
  'catching',
  `<bpmn:startEvent id="start"/><bpmn:callActivity id="call" calledElement="escalating"/>
  <bpmn:boundaryEvent id="heard" attachedToRef="call" cancelActivity="false"><bpmn:escalationEventDefinition id="heard_def" escalationRef="late"/></bpmn:boundaryEvent>
  <bpmn:userTask id="told" camunda:candidateGroups="role:clerk"/>${flow('f1', 'start', 'call')}${flow('f2', 'heard', 'told')}`,
  escalation,
)

/** Begins once all of these have come: messages by name, `signal:NAME`, `timer:BODY`. */
export const needsAll = (id: string, ...triggers: string[]): string => bpmn(
  id,
  `<bpmn:startEvent id="start" parallelMultiple="true">${triggers.map((trigger, index) => definitionOf(trigger, index)).join('')}</bpmn:startEvent>
  ${task('examine')}${flow('f1', 'start', 'examine')}`,
  triggers.map((trigger, index) => (trigger.startsWith('signal:') ? `<bpmn:signal id="r${index}" name="${trigger.slice(7)}"/>` : trigger.startsWith('timer:') ? '' : message(`r${index}`, trigger))).join(''),
)

const definitionOf = (trigger: string, index: number): string =>
  trigger.startsWith('signal:') ? `<bpmn:signalEventDefinition id="d${index}" signalRef="r${index}"/>`
  : trigger.startsWith('timer:') ? `<bpmn:timerEventDefinition id="d${index}"><bpmn:timeCycle>${trigger.slice(6)}</bpmn:timeCycle></bpmn:timerEventDefinition>`
  : `<bpmn:messageEventDefinition id="d${index}" messageRef="r${index}"/>`

/** Started by `from`, sends `to`. */
export const passesOn = (id: string, from: string, to: string): string => bpmn(
  id,
  `<bpmn:startEvent id="start"><bpmn:messageEventDefinition id="in" messageRef="m1"/></bpmn:startEvent>
  <bpmn:endEvent id="end"><bpmn:messageEventDefinition id="out" messageRef="m2"/></bpmn:endEvent>${flow('f1', 'start', 'end')}`,
  message('m1', from) + message('m2', to),
)

/** Throws `alarm` as the last thing it does and listens for it beside. */
export const HEARS_ITSELF = bpmn(
  'hears_itself',
  `<bpmn:startEvent id="start"/><bpmn:endEvent id="end">${signalDefinition('end_def', 'alarm')}</bpmn:endEvent>${flow('f1', 'start', 'end')}
  <bpmn:subProcess id="beside" triggeredByEvent="true">
    <bpmn:startEvent id="heard" isInterrupting="false">${signalDefinition('heard_def', 'alarm')}</bpmn:startEvent>${task('calm')}${flow('f2', 'heard', 'calm')}
  </bpmn:subProcess>`,
  signal('alarm', 'alarm'),
)
