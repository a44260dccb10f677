/** Models of the walks' own: no package of the product. */
const DEFINITIONS = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:gov="http://xingliu.gov/schema/1.0" id="definitions" targetNamespace="urn:walk">`

const WINDOW = 'camunda:candidateGroups="role:window_clerk@dept:admin_service"'

/** 登记 → 办理 → end; the first step's name tells the versions apart. */
export const twoStepModel = (key: string, firstStep: string): string => `${DEFINITIONS}
<bpmn:process id="${key}" name="走查·两步" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="first"/>
  <bpmn:userTask id="first" name="${firstStep}" ${WINDOW}/><bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="second"/>
  <bpmn:userTask id="second" name="${firstStep}之后" ${WINDOW}/><bpmn:sequenceFlow id="f3" sourceRef="second" targetRef="done"/>
  <bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** Three faults at once: a flow into nowhere, an expression that cannot be read, an element nobody knows how to run. */
export const brokenModel = (key: string): string => `${DEFINITIONS}
<bpmn:process id="${key}" name="走查·有错" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="split"/>
  <bpmn:exclusiveGateway id="split"/>
  <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="done"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; </bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="rule"/>
  <bpmn:sequenceFlow id="f4" sourceRef="split" targetRef="nowhere"/>
  <bpmn:businessRuleTask id="rule"/><bpmn:sequenceFlow id="f5" sourceRef="rule" targetRef="done"/>
  <bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** 办理 with a boundary timer: interrupting, to 催办; the other, not interrupting, to 提醒. */
export const timerModel = (key: string, duration: string, isInterrupting = true): string => `${DEFINITIONS}
<bpmn:process id="${key}" name="走查·定时" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
  <bpmn:userTask id="work" name="办理" ${WINDOW}/><bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="done"/>
  <bpmn:boundaryEvent id="late" name="超时" attachedToRef="work" cancelActivity="${isInterrupting}">
    <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">${duration}</bpmn:timeDuration></bpmn:timerEventDefinition>
  </bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="f3" sourceRef="late" targetRef="escalate"/>
  <bpmn:userTask id="escalate" name="超时处理" camunda:candidateGroups="role:reviewer@dept:admin_service"/>
  <bpmn:sequenceFlow id="f4" sourceRef="escalate" targetRef="escalated"/>
  <bpmn:endEvent id="escalated"/><bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`
