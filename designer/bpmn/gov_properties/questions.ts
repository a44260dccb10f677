import type { AttributeQuestion, MembersQuestion } from './attribute_question.js'

/** A group of the panel: the questions a department asks about a step, in the order it asks them. */
export interface QuestionGroup {
  id: string
  label: string
  /** BPMN types whose elements are asked. */
  types: readonly string[]
  questions: readonly (AttributeQuestion | MembersQuestion)[]
  /** Only where several people are asked the same: a multi-instance step. */
  onlyMany?: true
}

const USER_TASK = ['bpmn:UserTask'] as const
const WITH_MARKS = ['bpmn:Activity', 'bpmn:StartEvent', 'bpmn:EndEvent', 'bpmn:IntermediateThrowEvent', 'bpmn:IntermediateCatchEvent'] as const

const ACTIONS: MembersQuestion['members'] = [
  { value: 'transfer', label: '可转办' },
  { value: 'release', label: '可退签' },
  { value: 'delegate', label: '可委派' },
  { value: 'addSigners', label: '可加签' },
  { value: 'removeSigners', label: '可减签' },
  { value: 'return', label: '可退回', description: '退给本件已经走过的环节。' },
  { value: 'withdraw', label: '可撤回', description: '办完以后、后续环节还没有人动手时，办理人可收回重办。' },
  { value: 'urge', label: '可催办' },
  { value: 'copy', label: '可抄送' },
  { value: 'jump', label: '可跳转', description: '由下面列出的角色把办件直接移到别的环节。' },
]

/** What a step allows that says nothing: everything but the jump, which needs roles that the model names. */
const ACTIONS_UNSET = ACTIONS.map(({ value }) => value).filter((value) => value !== 'jump')

/** 谁来办 → 什么时限 → 看到什么 → 能做什么 → 出什么. */
export const QUESTION_GROUPS: readonly QuestionGroup[] = [
  {
    id: 'gov-who',
    label: '谁来办',
    types: USER_TASK,
    questions: [
      {
        attribute: 'camunda:candidateGroups',
        label: '候选角色或岗位',
        input: 'lines',
        description: '如 role:handler@dept:market（市监局的承办人）；多个用逗号隔开；以 = 开头可写 FEEL，按表单内容选人。',
      },
      { attribute: 'camunda:candidateUsers', label: '候选人员', input: 'text', description: '登录账号的编号，多个用逗号隔开，或 FEEL。' },
      { attribute: 'camunda:assignee', label: '指定办理人', input: 'text', description: '填写后不再签收，直接进入此人待办。' },
      {
        attribute: 'gov:emptyAssignee',
        label: '找不到人时',
        input: 'choice',
        choices: [
          { value: 'administrator', label: '转管理员' },
          { value: 'pass', label: '自动通过' },
          { value: 'user:', label: '转指定的人' },
          { value: 'refuse', label: '停下并报告' },
        ],
        named: { prefix: 'user:', label: '转给谁', description: '登录账号的编号。' },
      },
      {
        attribute: 'gov:starterIsApprover',
        label: '办理人就是发起人时',
        input: 'choice',
        choices: [
          { value: 'self', label: '由本人办理' },
          { value: 'skip', label: '自动通过' },
          { value: 'superior', label: '转其上级' },
          { value: 'departmentHead', label: '转其部门负责人' },
        ],
      },
      {
        attribute: 'gov:autoPass',
        label: '同一人再次办理时',
        input: 'choice',
        description: '自动通过的环节记入办理过程，写明“重复审批”。',
        choices: [
          { value: 'never', label: '仍由其办理' },
          { value: 'consecutive', label: '上一环节办过则自动通过' },
          { value: 'process', label: '本流程办过则自动通过' },
        ],
      },
    ],
  },
  {
    id: 'gov-vote',
    label: '会签怎么算',
    types: USER_TASK,
    onlyMany: true,
    questions: [
      {
        attribute: 'gov:countersign',
        label: '通过规则',
        input: 'choice',
        description: '按全体成员计票，其余票改变不了结果时即定。办理结果留空，或含 agree、disagree，可加 abstain（弃权）；与完成条件只设一种。',
        choices: [
          { value: 'all', label: '全部同意' },
          { value: 'any', label: '一人同意（或签）' },
          { value: 'ratio', label: '同意人数达到比例' },
          { value: 'weight', label: '同意权重达到比例' },
        ],
      },
      { attribute: 'gov:countersignRatio', label: '通过比例', input: 'text', description: '如 0.6 或 60%；按比例或权重计票时填写。' },
      { attribute: 'gov:countersignWeights', label: '权重', input: 'lines', description: '按权重计票时填写，如 zhangsan:2,lisi:1；未列出的人为 1；也可写 FEEL。' },
      { attribute: 'gov:countersignVeto', label: '一票否决的人', input: 'text', description: '登录账号的编号或角色，多个用逗号隔开；填 any 指每个人都可一票否决。' },
    ],
  },
  {
    id: 'gov-many',
    label: '多人或多次',
    types: ['bpmn:Activity'],
    onlyMany: true,
    questions: [{ attribute: 'gov:maxInstances', label: '最多多少个', input: 'text', description: '一次最多产生多少个实例，1 至 10000；不填则按流程的设置，都不填为 1000。' }],
  },
  {
    id: 'gov-process',
    label: '流程整体',
    types: ['bpmn:Process', 'bpmn:Participant'],
    questions: [
      {
        attribute: 'gov:laneCandidates',
        label: '没写办理人的环节',
        input: 'choice',
        of: 'process',
        description: '泳道上写了候选角色的，以泳道的为准。',
        choices: [{ value: 'name', label: '由泳道名称对应的角色办理' }],
      },
      { attribute: 'gov:maxInstances', label: '多实例最多多少个', input: 'text', of: 'process', description: '1 至 10000，不填为 1000；环节上可另设。' },
    ],
  },
  {
    id: 'gov-limit',
    label: '什么时限',
    types: USER_TASK,
    questions: [
      { attribute: 'gov:workingDays', label: '时限（工作日）', input: 'text', description: '天数，或以 = 开头的 FEEL。到达当天不算，最后一天 24:00 截止。' },
      { attribute: 'gov:workingHours', label: '时限（工作小时）', input: 'text', description: '小时数，或以 = 开头的 FEEL。只计办公时间。' },
      { attribute: 'camunda:dueDate', label: '到期时刻', input: 'text', description: 'ISO 8601 时刻或 FEEL；与上面两项只填一项。' },
      { attribute: 'camunda:priority', label: '优先级', input: 'text', description: '整数，默认 50，数字大者在前。' },
    ],
  },
  {
    id: 'gov-sees',
    label: '看到什么',
    types: [...USER_TASK, 'bpmn:StartEvent'],
    questions: [
      { attribute: 'camunda:formKey', label: '表单', input: 'choice', choicesFrom: 'forms' },
      { attribute: 'camunda:formKey', label: '表单编号', input: 'text', description: '业务包 forms/ 里的表单名，如 review；在别的业务包里的表单也写在这里。' },
      {
        attribute: 'camunda:formRefBinding',
        label: '表单取哪一版',
        input: 'choice',
        description: '不设置则取本业务包同一版里的表单。任务产生时确定，以后不变。',
        choices: [
          { value: 'deployment', label: '本业务包同一版' },
          { value: 'latest', label: '最新发布的一版' },
          { value: 'version', label: '指定版本号' },
          { value: 'versionTag', label: '指定版本标签' },
        ],
      },
      { attribute: 'camunda:formRefVersion', label: '表单的版本号', input: 'text', description: '含有该表单的业务包的版本号，如 3。', when: { attribute: 'camunda:formRefBinding', is: 'version' } },
      { attribute: 'camunda:formRefVersionTag', label: '表单的版本标签', input: 'text', description: '表单文件里的 versionTag。', when: { attribute: 'camunda:formRefBinding', is: 'versionTag' } },
    ],
  },
  {
    id: 'gov-can',
    label: '能做什么',
    types: USER_TASK,
    questions: [
      { attribute: 'gov:outcomes', label: '办理结果', input: 'lines', description: '值:按钮文字，用逗号隔开，如 agree:同意,refuse:不同意。' },
      {
        attribute: 'gov:opinion',
        label: '意见',
        input: 'choice',
        choices: [
          { value: 'required', label: '必填' },
          { value: 'optional', label: '选填' },
          { value: 'none', label: '不填' },
        ],
      },
      { attribute: 'gov:actions', input: 'members', unset: ACTIONS_UNSET, members: ACTIONS },
      { attribute: 'gov:jumpRoles', label: '可跳转的角色', input: 'text', description: '写法同“候选角色或岗位”；不填则只有督查员和流程管理员可以跳转。' },
      { attribute: 'gov:copyTo', label: '到达本步时抄送', input: 'lines', description: '角色、岗位或人员，写法同“候选角色或岗位”，可写 FEEL。' },
    ],
  },
  {
    id: 'gov-issues',
    label: '出什么',
    types: WITH_MARKS,
    questions: [
      { attribute: 'gov:document', label: '文书模板', input: 'text', description: '业务包 documents/ 里的模板名，如 acceptance。' },
      { attribute: 'gov:register', label: '文书编号簿', input: 'text', description: '编号从哪本簿子取；不填则文书不编号。' },
      { attribute: 'gov:lifecycleEvent', label: '生命周期事件', input: 'text', description: '本步完成时告诉办件状态机的事件名。' },
    ],
  },
]
