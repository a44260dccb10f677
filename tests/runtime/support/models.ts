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
