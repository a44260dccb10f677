/**
 * The four models of the comparison in our words; harness/Models.java says the same for the peers. Where they run a class that does
 * nothing, ours runs a script that gives nothing: both are an automatic step inside the transaction.
 */
/** Has every task of the models, on all three engines: nobody has to claim, and nobody does. */
export const CLERK = 'admin'
const task = (id: string): string => `<userTask id="${id}" name="${id}" camunda:assignee="${CLERK}"/>`
const flow = (id: string, from: string, to: string, inside = ''): string => `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${inside}</sequenceFlow>`
const file = (id: string, body: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions_${id}" targetNamespace="bench">
<process id="${id}" name="${id}" isExecutable="true"><startEvent id="start"/>${body}<endEvent id="end"/></process></definitions>`

const ROW = Array.from({ length: 50 }, (_, n) => `t${n + 1}`)

/** Keys of the tasks in the order in which they can be completed. */
export const TASKS: Readonly<Record<string, readonly string[]>> = { p6: ['a', 'b1', 'b2', 'b3', 'c', 'd'], p0: [], ps: [], pu50: ROW }

const CONDITION = '<conditionExpression xsi:type="tFormalExpression">=amount &gt; 100 and area != null</conditionExpression>'

/** BPMN text by process key. */
export const PEER_MODELS: Readonly<Record<string, string>> = {
  p6: file(
    'p6',
    `${TASKS.p6?.map(task).join('')}<parallelGateway id="fork"/><parallelGateway id="join"/><exclusiveGateway id="choice" default="f12"/>
  ${flow('f1', 'start', 'a')}${flow('f2', 'a', 'fork')}${[1, 2, 3].map((n) => flow(`fork${n}`, 'fork', `b${n}`) + flow(`join${n}`, `b${n}`, 'join')).join('')}
  ${flow('f9', 'join', 'c')}${flow('f10', 'c', 'choice')}${flow('f11', 'choice', 'd', CONDITION)}${flow('f12', 'choice', 'end')}${flow('f13', 'd', 'end')}`,
  ),
  p0: file('p0', flow('f1', 'start', 'end')),
  ps: file('ps', `<scriptTask id="step" name="step" scriptFormat="feel"><script>null</script></scriptTask>${flow('f1', 'start', 'step')}${flow('f2', 'step', 'end')}`),
  pu50: file('pu50', `${ROW.map(task).join('')}${ROW.map((id, n) => flow(`to_${id}`, n === 0 ? 'start' : (ROW[n - 1] as string), id)).join('')}${flow('to_end', 't50', 'end')}`),
}
