/** Models of our own for the specs of operations on running work. */
const head = (key: string, name: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:gov="http://xingliu.gov/schema/1.0" id="definitions" targetNamespace="urn:test"><bpmn:process id="${key}" name="${name}" isExecutable="true">`
const foot = '</bpmn:process></bpmn:definitions>'

/** Everything but what `more` says. */
const ALL = 'transfer,release,delegate,addSigners,removeSigners,return,withdraw,urge,copy'
const task = (id: string, name: string, who: string, more = '') =>
  `<bpmn:userTask id="${id}" name="${name}" camunda:candidateGroups="${who}" camunda:formKey="note" gov:outcomes="agree:同意,refuse:不同意" ${more.includes('gov:actions') ? '' : `gov:actions="${ALL}"`} ${more}/>`
const flow = (from: string, to: string) => `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`

/** 起草 (窗口) → 审核 (市监局) → 决定 (市监局分管领导). The leader may jump from the decision; nothing else is allowed there. */
export const chainResources = (key: string) => [
  {
    name: `${key}.bpmn`,
    content: `${head(key, '三级审批')}<bpmn:startEvent id="begin"/>
      ${task('draft', '起草', 'role:window_clerk@dept:admin_service')}${task('review', '审核', 'role:reviewer@dept:market')}
      ${task('decide', '决定', 'role:approver@dept:market', 'gov:actions="jump" gov:jumpRoles="role:approver@dept:market"')}
      <bpmn:endEvent id="done"/>${flow('begin', 'draft')}${flow('draft', 'review')}${flow('review', 'decide')}${flow('decide', 'done')}${foot}`,
  },
  { name: 'note.form', content: JSON.stringify({ type: 'default', id: 'note', components: [{ type: 'textfield', key: 'note', label: '备注', id: 'f_note', validate: { maxLength: 50 } }] }) },
]

/** 起草 → 会办甲 and 会办乙 at once → 汇总. */
export const forkResources = (key: string) => [
  {
    name: `${key}.bpmn`,
    content: `${head(key, '并行会办')}<bpmn:startEvent id="begin"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/><bpmn:endEvent id="done"/>
      ${task('draft', '起草', 'role:window_clerk@dept:admin_service')}${task('one', '会办甲', 'role:reviewer@dept:market')}${task('other', '会办乙', 'role:reviewer@dept:urban')}
      ${task('sum', '汇总', 'role:window_clerk@dept:admin_service')}
      ${flow('begin', 'draft')}${flow('draft', 'fork')}${flow('fork', 'one')}${flow('fork', 'other')}${flow('one', 'join')}${flow('other', 'join')}${flow('join', 'sum')}${flow('sum', 'done')}${foot}`,
  },
  ...chainResources(key).slice(1),
]
