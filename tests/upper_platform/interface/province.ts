import type { Dataset, Field } from './field.js'
import { creditCode, identityNumber, phone } from './patterns.js'

const PROJECT_NO: Field = { name: 'projectNo', zh: '办件编号', type: 'an..50', need: 'M', note: '县级办件编号；一件事的子办件用子编号（如 …-01）', pattern: { words: '字母、数字和连字符', is: /^[A-Za-z0-9-]+$/ } }
const TASK_CODE: Field = { name: 'taskCode', zh: '实施编码', type: 'an..31', need: 'M', note: '同一办件各环节须一致' }
const DEPARTMENT: readonly Field[] = [
  { name: 'departmentName', zh: '办理单位名称', type: 'an..100', need: 'M' },
  { name: 'departmentCode', zh: '办理单位统一社会信用代码', type: 'an18', need: 'M', pattern: creditCode },
]
const HANDLER: Field = { name: 'handlerName', zh: '办理人', type: 'an..30', need: 'M' }
const DIVISION: Field = { name: 'divisionCode', zh: '行政区划代码', type: 'n..9', need: 'M', note: '长沙县为 430121' }

const APPLICATION: readonly Field[] = [
  PROJECT_NO,
  { name: 'parentProjectNo', zh: '主办件编号', type: 'an..50', need: 'O', note: '一件事的子办件填' },
  TASK_CODE,
  { name: 'taskName', zh: '事项名称', type: 'an..200', need: 'M' },
  { name: 'projectType', zh: '办件类型代码', type: 'n1', need: 'M', codes: 'projectType' },
  { name: 'applicantType', zh: '服务对象', type: 'n1', need: 'M', codes: 'applicantType' },
  { name: 'applicantName', zh: '申请者名称', type: 'an..100', need: 'M', isPersonal: true },
  { name: 'idType', zh: '证件类型代码', type: 'n3', need: 'M', codes: 'idType' },
  { name: 'idNo', zh: '证件号码', type: 'an..18', need: 'M', isPersonal: true, pattern: identityNumber('idType') },
  { name: 'legalRepresentative', zh: '法定代表人', type: 'a..30', need: 'O', isPersonal: true },
  { name: 'contactName', zh: '联系人姓名', type: 'an..100', need: 'O', isPersonal: true },
  { name: 'contactPhone', zh: '手机号码', type: 'an..18', need: 'M', isPersonal: true, pattern: phone },
  { name: 'agentName', zh: '代理人姓名', type: 'an..100', need: 'O', isPersonal: true },
  { name: 'agentIdType', zh: '代理人证件类型代码', type: 'n3', need: { field: 'agentIdNo', in: '*', only: true }, codes: 'idType' },
  { name: 'agentIdNo', zh: '代理人证件号码', type: 'an..18', need: 'O', isPersonal: true, pattern: identityNumber('agentIdType') },
  { name: 'postcode', zh: '邮编', type: 'n6', need: 'O' },
  { name: 'address', zh: '通讯地址', type: 'an..100', need: 'O', isPersonal: true },
  { name: 'source', zh: '申报来源代码', type: 'n1', need: 'M', codes: 'handlingForm' },
  { name: 'appliedAt', zh: '申请时间', type: 'YYYYMMDDhhmmss', need: 'M' },
  { name: 'investProjectCode', zh: '投资项目编号', type: 'an..24', need: 'O' },
  DIVISION,
  {
    name: 'materials', zh: '申请材料', type: 'list..200', need: 'O', fields: [
      { name: 'name', zh: '材料名称', type: 'an..200', need: 'M' },
      { name: 'isReceived', zh: '是否收取', type: 'n1', need: 'M', codes: 'yesNo' },
      { name: 'receiveWay', zh: '收取方式', type: 'n1', need: { field: 'isReceived', in: ['1'], only: true }, codes: 'receiveWay' },
      { name: 'quantity', zh: '收取数量', type: 'n..2', need: { field: 'isReceived', in: ['1'], only: true } },
      { name: 'receivedAt', zh: '收取时间', type: 'YYYYMMDDhhmmss', need: { field: 'isReceived', in: ['1'], only: true } },
      { name: 'attachmentName', zh: '附件名称', type: 'an..200', need: 'O' },
    ],
  },
]

const ACCEPTANCE: readonly Field[] = [
  PROJECT_NO,
  { name: 'basicCode', zh: '基本编码', type: 'an..10', need: 'O' },
  TASK_CODE,
  { name: 'taskName', zh: '事项名称', type: 'an..200', need: 'M' },
  { name: 'acceptResult', zh: '受理结果', type: 'n1', need: 'M', codes: 'acceptResult' },
  ...DEPARTMENT,
  { ...HANDLER, zh: '受理人员' },
  { name: 'acceptedAt', zh: '受理时间', type: 'YYYYMMDDThhmmss', need: 'M', note: '不予受理的填作出决定的时间；不得早于申请时间' },
  { name: 'documentNo', zh: '受理文书编号', type: 'an..30', need: 'O' },
  { name: 'promisedAt', zh: '承诺办结时间', type: 'YYYYMMDDhhmmss', need: { field: 'acceptResult', in: ['1'], only: true }, note: '不得早于受理时间' },
  { name: 'projectType', zh: '办件类型代码', type: 'n1', need: 'M', codes: 'projectType' },
  { name: 'refuseReason', zh: '不予受理理由', type: 'an..1000', need: { field: 'acceptResult', in: ['2'], only: true } },
  DIVISION,
]

const PROCESS: readonly Field[] = [
  PROJECT_NO,
  { name: 'stepNo', zh: '环节标识', type: 'an..64', need: 'M', note: '办件内唯一；同一环节可先报待办再报已办，已办只报一次' },
  { name: 'stepName', zh: '环节名称', type: 'an..100', need: 'M' },
  { name: 'stepStatus', zh: '环节状态', type: 'n1', need: 'M', codes: 'stepStatus' },
  { name: 'action', zh: '业务动作', type: 'n1', need: { field: 'stepStatus', in: ['2'], only: true }, codes: 'action' },
  { name: 'handlerName', zh: '环节处理人', type: 'an..30', need: { field: 'stepStatus', in: ['2'] } },
  { name: 'opinion', zh: '办理意见', type: 'an..1000', need: { field: 'action', in: ['2'] } },
  { name: 'startedAt', zh: '开始时间', type: 'YYYYMMDDThhmmss', need: 'M', note: '不得早于受理时间' },
  { name: 'endedAt', zh: '结束时间', type: 'YYYYMMDDThhmmss', need: 'M', note: '没有结束的填开始时间；不得早于开始时间' },
  ...DEPARTMENT,
]

const SPECIAL_PROCEDURE: readonly Field[] = [
  PROJECT_NO,
  { name: 'procedureNo', zh: '特别程序标识', type: 'an..64', need: 'M', note: '办件内唯一；开始、结束用同一标识' },
  { name: 'phase', zh: '阶段', type: 'n1', need: 'M', codes: 'procedurePhase' },
  { name: 'kindCode', zh: '特别程序种类代码', type: 'n1', need: 'M', codes: 'procedureKind' },
  { name: 'kindName', zh: '特别程序种类名称', type: 'an..50', need: 'M', note: '如 听证、检测、专家评审' },
  { name: 'startedAt', zh: '开始时间', type: 'YYYYMMDDhh:mm:ss', need: 'M' },
  { name: 'basis', zh: '启动理由或依据', type: 'an..500', need: 'M' },
  { name: 'applicantName', zh: '申请人', type: 'an..100', need: 'O', isPersonal: true },
  { name: 'endedAt', zh: '结束时间', type: 'YYYYMMDDhh:mm:ss', need: { field: 'phase', in: ['2'], only: true } },
  { name: 'result', zh: '特别程序结果', type: 'an..500', need: { field: 'phase', in: ['2'], only: true } },
  { name: 'opinion', zh: '办理意见', type: 'an..1000', need: 'O' },
  ...DEPARTMENT,
  HANDLER,
]

const COMPLETION_BEFORE_VALIDITY: readonly Field[] = [
  PROJECT_NO,
  TASK_CODE,
  HANDLER,
  { name: 'completedAt', zh: '办结时间', type: 'YYYYMMDDThhmmss', need: 'M', note: '不得早于受理时间' },
  { name: 'result', zh: '办结结果', type: 'n1', need: 'M', codes: 'completionResult' },
  { name: 'resultDesc', zh: '结果描述', type: 'an..1000', need: { field: 'result', in: ['2', '3', '5'] } },
  { name: 'certificateName', zh: '结果证照名称', type: 'an..200', need: { field: 'certificateNo', in: '*', only: true } },
  { name: 'certificateNo', zh: '结果证照编号', type: 'an..50', need: 'O', note: '仅准予的填' },
]
const COMPLETION_AFTER_VALIDITY: readonly Field[] = [
  { name: 'issuer', zh: '发证（盖章）单位', type: 'an..100', need: { field: 'certificateNo', in: '*', only: true } },
  DIVISION,
  { name: 'isExpress', zh: '是否快递', type: 'n1', need: 'M', codes: 'yesNo' },
  { name: 'isCharged', zh: '是否收费', type: 'n1', need: 'M', codes: 'yesNo' },
  {
    name: 'payment', zh: '支付信息', type: 'object', need: { field: 'isCharged', in: ['1'], only: true }, fields: [
      { name: 'billNo', zh: '缴款单号', type: 'an..50', need: 'M' },
      { name: 'payeeName', zh: '收费单位', type: 'an..100', need: 'M' },
      { name: 'amount', zh: '金额（元）', type: 'n..16,2', need: 'M' },
      { name: 'paidAt', zh: '缴款时间', type: 'YYYYMMDDhhmmss', need: 'M' },
      { name: 'payerName', zh: '缴款人', type: 'an..100', need: 'M', isPersonal: true },
    ],
  },
  {
    name: 'express', zh: '物流信息', type: 'object', need: { field: 'isExpress', in: ['1'], only: true }, fields: [
      { name: 'expressNo', zh: '物流单号', type: 'an..50', need: 'M' },
      { name: 'senderName', zh: '寄件单位', type: 'an..100', need: 'M' },
      { name: 'receiverName', zh: '收件人', type: 'an..100', need: 'M', isPersonal: true },
      { name: 'sentOn', zh: '寄出日期', type: 'YYYYMMDD', need: 'M' },
    ],
  },
]
const VALIDITY: Field = {
  name: 'certificateValidity', zh: '证照有效期限', type: 'an..17', need: 'O',
  pattern: { words: '起止日期 YYYYMMDD-YYYYMMDD，或“长期”', is: /^(\d{8}-\d{8}|长期)$/ },
}
const VALID_FROM_TO: readonly Field[] = [
  { name: 'certificateValidFrom', zh: '证照有效期起', type: 'YYYYMMDD', need: { field: 'certificateNo', in: '*', only: true } },
  { name: 'certificateValidTo', zh: '证照有效期止', type: 'YYYYMMDD', need: { field: 'certificateNo', in: '*', only: true }, note: '长期有效填 99991231' },
]

const EVALUATION: readonly Field[] = [
  { ...PROJECT_NO, note: '子办件编号；或主办件编号，此时其下已申报的子办件须全部办结' },
  { name: 'evaluationNo', zh: '评价次数', type: 'n..2', need: 'M', note: '从 1 起连续' },
  { name: 'channel', zh: '评价渠道', type: 'n1', need: 'M', codes: 'evaluationChannel' },
  { name: 'evaluatorName', zh: '评价人', type: 'an..100', need: 'O', isPersonal: true },
  { name: 'evaluatedAt', zh: '评价时间', type: 'YYYYMMDDhhmmss', need: 'M', note: '不得早于办结时间' },
  { name: 'satisfaction', zh: '满意度代码', type: 'n1', need: 'M', codes: 'satisfactionDown', note: '1 为非常满意' },
  { name: 'comment', zh: '文字评价', type: 'an..500', need: { field: 'satisfaction', in: ['4', '5'] } },
]

/** 省一体化政务服务平台, data sets after GB/T 39046—2020. */
export const PROVINCE_DATASETS: readonly Dataset[] = [
  { platform: 'province', name: 'application', zh: '申请信息', number: 'projectNo', versions: { '1.0': APPLICATION } },
  { platform: 'province', name: 'acceptance', zh: '受理信息', number: 'projectNo', versions: { '1.0': ACCEPTANCE } },
  { platform: 'province', name: 'process', zh: '办理过程信息', number: 'projectNo', versions: { '1.0': PROCESS } },
  { platform: 'province', name: 'special-procedure', zh: '特别程序信息', number: 'projectNo', versions: { '1.0': SPECIAL_PROCEDURE } },
  {
    platform: 'province', name: 'completion', zh: '办结信息', number: 'projectNo',
    versions: {
      '1.0': [...COMPLETION_BEFORE_VALIDITY, VALIDITY, ...COMPLETION_AFTER_VALIDITY],
      '1.1': [...COMPLETION_BEFORE_VALIDITY, ...VALID_FROM_TO, ...COMPLETION_AFTER_VALIDITY],
    },
  },
  { platform: 'province', name: 'evaluation', zh: '评价信息', number: 'projectNo', versions: { '1.0': EVALUATION } },
]

/** 国家好差评 feed: its own field names, and the scale the other way round. */
export const GOOD_REVIEW_DATASETS: readonly Dataset[] = [
  {
    platform: 'good-review', name: 'evaluation', zh: '好差评评价', number: 'projectNo',
    versions: {
      '1.0': [
        PROJECT_NO,
        { name: 'deptCode', zh: '办理单位统一社会信用代码', type: 'an18', need: 'M', pattern: creditCode },
        { ...TASK_CODE, note: '' },
        { name: 'taskName', zh: '事项名称', type: 'an..200', need: 'M' },
        { name: 'proDepart', zh: '办理单位名称', type: 'an..100', need: 'M' },
        { name: 'userName', zh: '申请人', type: 'an..100', need: 'M', isPersonal: true },
        { name: 'userProp', zh: '服务对象', type: 'n1', need: 'M', codes: 'applicantType' },
        { name: 'userPageType', zh: '证件类型代码', type: 'n3', need: 'M', codes: 'idType' },
        { name: 'certKey', zh: '证件号码', type: 'an..18', need: 'M', isPersonal: true, pattern: identityNumber('userPageType') },
        { name: 'satisfaction', zh: '满意度', type: 'n1', need: 'M', codes: 'satisfactionUp', note: '5 为非常满意，小于 3 为差评' },
        { name: 'writingEvaluation', zh: '文字评价', type: 'an..500', need: { field: 'satisfaction', in: ['1', '2'] } },
        { name: 'assessTime', zh: '评价时间', type: 'YYYY-MM-DD hh:mm:ss', need: 'M' },
        { name: 'assessNumber', zh: '评价次数', type: 'n..2', need: 'M', note: '同一办件每次只收一条' },
        { name: 'dataSource', zh: '评价渠道', type: 'n1', need: 'M', codes: 'evaluationChannel' },
        { name: 'acceptDate', zh: '受理时间', type: 'YYYY-MM-DD hh:mm:ss', need: 'O' },
        { name: 'promisetime', zh: '承诺办结时间', type: 'YYYY-MM-DD hh:mm:ss', need: 'O' },
      ],
    },
  },
]
