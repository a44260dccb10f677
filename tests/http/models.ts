/** Small models of our own for the HTTP specs. */

const head = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:gov="http://xingliu.gov/schema/1.0" id="definitions" targetNamespace="urn:test">`

const shape = (id: string, x: number, width = 100) =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="80" width="${width}" height="${width === 36 ? 36 : 80}"/></bpmndi:BPMNShape>`
const edge = (id: string, from: number, to: number) =>
  `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${from}" y="120"/><di:waypoint x="${to}" y="120"/></bpmndi:BPMNEdge>`

/**
 * 请假审批: start form → 审批 by the window clerks (agree or refuse, opinion asked when refusing is left to the clerk) → 备案 by the issuer, who may
 * not see the reason. With a drawing.
 */
export const approvalModel = (key: string, options: { candidates?: string; name?: string } = {}): string => `${head}
<bpmn:process id="${key}" name="${options.name ?? '请假审批'}" isExecutable="true">
  <bpmn:startEvent id="asked" name="提出" camunda:formKey="request"><bpmn:outgoing>to_approve</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="to_approve" sourceRef="asked" targetRef="approve"/>
  <bpmn:userTask id="approve" name="审批" camunda:formKey="decision" camunda:candidateGroups="${options.candidates ?? 'role:window_clerk@dept:admin_service'}"
    gov:outcomes="agree:同意,refuse:不同意" gov:workingDays="2"><bpmn:incoming>to_approve</bpmn:incoming><bpmn:outgoing>to_file</bpmn:outgoing>
    <bpmn:extensionElements>
      <gov:fieldPermission name="days" permission="read"/><gov:fieldPermission name="reason" permission="read"/>
    </bpmn:extensionElements>
  </bpmn:userTask>
  <bpmn:sequenceFlow id="to_file" sourceRef="approve" targetRef="file"/>
  <bpmn:userTask id="file" name="备案" camunda:formKey="decision" camunda:candidateGroups="role:issuer@dept:admin_service">
    <bpmn:extensionElements>
      <gov:fieldPermission name="reason" permission="hidden"/><gov:fieldPermission name="*" permission="read"/>
    </bpmn:extensionElements>
    <bpmn:incoming>to_file</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing></bpmn:userTask>
  <bpmn:sequenceFlow id="to_end" sourceRef="file" targetRef="filed"/>
  <bpmn:endEvent id="filed" name="结束"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
</bpmn:process>
<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${key}">
  ${shape('asked', 100, 36)}${shape('approve', 200)}${shape('file', 360)}${shape('filed', 520, 36)}
  ${edge('to_approve', 136, 200)}${edge('to_file', 300, 360)}${edge('to_end', 460, 520)}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`

export const requestForm = {
  type: 'default', id: 'request',
  components: [
    { type: 'number', key: 'days', label: '天数', id: 'f_days', validate: { required: true, min: 1, max: 30 } },
    { type: 'textfield', key: 'reason', label: '事由', id: 'f_reason', validate: { required: true, maxLength: 200 } },
    { type: 'filepicker', key: 'files', label: '附件', id: 'f_files', multiple: true },
  ],
}

export const decisionForm = {
  type: 'default', id: 'decision',
  components: [
    { type: 'number', key: 'days', label: '天数', id: 'd_days' },
    { type: 'textfield', key: 'reason', label: '事由', id: 'd_reason' },
    { type: 'textfield', key: 'note', label: '备注', id: 'd_note', validate: { maxLength: 100 } },
  ],
}

export const approvalResources = (key: string, options: Parameters<typeof approvalModel>[1] = {}) => [
  { name: `${key}.bpmn`, content: approvalModel(key, options) },
  { name: 'request.form', content: JSON.stringify(requestForm) },
  { name: 'decision.form', content: JSON.stringify(decisionForm) },
]

/** A task, and beside it whatever the signal `flood` asks for, each time it comes. */
export const listeningModel = (key: string): string => `${head}
  <bpmn:signal id="flood" name="flood"/>
  <bpmn:process id="${key}" name="值守" isExecutable="true">
    <bpmn:startEvent id="start"/><bpmn:userTask id="watch" name="值守" camunda:assignee="admin"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="watch"/>
    <bpmn:subProcess id="alarm" name="汛情处置" triggeredByEvent="true">
      <bpmn:startEvent id="heard" isInterrupting="false"><bpmn:signalEventDefinition id="heard_def" signalRef="flood"/></bpmn:startEvent>
      <bpmn:userTask id="evacuate" name="转移群众" camunda:assignee="admin"/><bpmn:sequenceFlow id="f2" sourceRef="heard" targetRef="evacuate"/>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>`

/** Waits for the message `called` with the correlation key in `caseNumber`. No forms, no drawing. */
export const messageModel = (key: string): string => `${head}
<bpmn:message id="message" name="called"><bpmn:extensionElements/></bpmn:message>
<bpmn:process id="${key}" name="等待消息" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="wait"/>
  <bpmn:receiveTask id="wait" name="等待" messageRef="message"/><bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="done"/>
  <bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** Stops in an incident: no flow of its gateway is true until `go` is set. */
export const incidentModel = (key: string): string => `${head}
<bpmn:process id="${key}" name="停住" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="split"/>
  <bpmn:exclusiveGateway id="split" name="分支"/>
  <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="done"><bpmn:conditionExpression>= go = true</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** A call of what is not there, and a task behind it. */
export const lostCallModel = (key: string): string => `${head}
<bpmn:process id="${key}" name="调用" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="call"/>
  <bpmn:callActivity id="call" name="联合踏勘" calledElement="nowhere"/><bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="after"/>
  <bpmn:userTask id="after" name="汇总" camunda:candidateGroups="role:handler"/><bpmn:sequenceFlow id="f3" sourceRef="after" targetRef="done"/><bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`

/** 会商: hearing and inspection, in whatever order, until somebody says that it is enough. */
export const adHocModel = (key: string, candidates = ''): string => `${head}
<bpmn:process id="${key}" name="会商" isExecutable="true">
  <bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="box"/>
  <bpmn:adHocSubProcess id="box" name="会商" ${candidates}>
    <bpmn:userTask id="hearing" name="听证" camunda:candidateGroups="role:handler"/><bpmn:userTask id="inspection" name="勘验" camunda:candidateGroups="role:handler"/>
  </bpmn:adHocSubProcess>
  <bpmn:sequenceFlow id="f2" sourceRef="box" targetRef="e"/><bpmn:endEvent id="e"/>
</bpmn:process></bpmn:definitions>`

/** Rests at its timer for `duration`. A spec that counts on it still resting names one that no run reaches. */
export const timerModel = (key: string, duration = 'PT1S'): string => `${head}
<bpmn:process id="${key}" name="等待时间" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="pause"/>
  <bpmn:intermediateCatchEvent id="pause" name="冷静期"><bpmn:timerEventDefinition id="pause_timer"><bpmn:timeDuration>${duration}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f2" sourceRef="pause" targetRef="done"/><bpmn:endEvent id="done"/>
</bpmn:process></bpmn:definitions>`
