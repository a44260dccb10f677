import type { Dataset, Field } from './field.js'
import { phone } from './patterns.js'

const AT = 'YYYY-MM-DD hh:mm:ss'
const EVENT_NO: Field = { name: 'eventNo', zh: '事件编号', type: 'an..40', need: 'M' }
const POSITION: readonly Field[] = [
  { name: 'longitude', zh: '经度（CGCS2000）', type: 'n..10,6', need: { field: 'latitude', in: '*', only: true }, range: [111.8, 114.3], note: '须在长沙市范围 111.8–114.3' },
  { name: 'latitude', zh: '纬度（CGCS2000）', type: 'n..10,6', need: { field: 'longitude', in: '*', only: true }, range: [27.8, 28.7], note: '须在长沙市范围 27.8–28.7' },
]
const TOWN: Field = { name: 'townName', zh: '镇（街道）', type: 'an..50', need: 'M' }

const EVENT_FILED: readonly Field[] = [
  EVENT_NO,
  { name: 'title', zh: '标题', type: 'an..100', need: 'M' },
  { name: 'categoryCode', zh: '类别代码', type: 'n2', need: 'M', codes: 'eventCategory' },
  { name: 'subtypeCode', zh: '小类代码', type: 'an..40', need: 'M' },
  { name: 'subtypeName', zh: '小类名称', type: 'an..100', need: 'M' },
  { name: 'urgency', zh: '紧急程度', type: 'n1', need: 'M', codes: 'eventUrgency' },
  { name: 'source', zh: '来源', type: 'n2', need: 'M', codes: 'eventSource' },
  { name: 'description', zh: '问题描述', type: 'an..1000', need: 'M' },
  TOWN,
  { name: 'address', zh: '地址', type: 'an..200', need: 'M' },
  ...POSITION,
  { name: 'reportedAt', zh: '上报时间', type: AT, need: 'M' },
  { name: 'filedAt', zh: '立案时间', type: AT, need: 'M', note: '不得早于上报时间' },
  { name: 'dueAt', zh: '处置期限', type: AT, need: 'O' },
  { name: 'dispatchNo', zh: '市级派发编号', type: 'an..40', need: { field: 'source', in: ['08'], only: true } },
]
const EVENT_PROGRESS: readonly Field[] = [
  EVENT_NO,
  { name: 'progressNo', zh: '进展标识', type: 'an..64', need: 'M', note: '事件内唯一' },
  { name: 'action', zh: '动作', type: 'n2', need: 'M', codes: 'eventAction' },
  { name: 'unitName', zh: '单位', type: 'an..100', need: 'M' },
  { name: 'description', zh: '说明', type: 'an..500', need: 'O' },
  { name: 'occurredAt', zh: '时间', type: AT, need: 'M', note: '不得早于立案时间' },
]
const EVENT_CLOSED: readonly Field[] = [
  EVENT_NO,
  { name: 'ending', zh: '办结方式', type: 'n1', need: 'M', codes: 'eventEnding' },
  { name: 'mainEventNo', zh: '主件事件编号', type: 'an..40', need: { field: 'ending', in: ['3'], only: true } },
  { name: 'unitName', zh: '处置单位', type: 'an..100', need: 'M' },
  { name: 'result', zh: '处置结果', type: 'an..1000', need: { field: 'ending', in: ['1'] } },
  { name: 'closedAt', zh: '办结时间', type: AT, need: 'M', note: '不得早于立案时间' },
  { name: 'isOnTime', zh: '是否按期', type: 'n1', need: 'O', codes: 'yesNo' },
]
const ALARM: readonly Field[] = [
  { name: 'alarmNo', zh: '报警编号', type: 'an..64', need: 'M' },
  { name: 'state', zh: '状态', type: 'n1', need: 'M', codes: 'alarmState' },
  { name: 'deviceNo', zh: '设备编号', type: 'an..100', need: 'M' },
  { name: 'deviceKind', zh: '设备类别', type: 'an..50', need: 'M' },
  { name: 'deviceName', zh: '设备名称', type: 'an..100', need: 'M' },
  { name: 'alarmKind', zh: '报警类型', type: 'an..50', need: 'M' },
  { name: 'severity', zh: '报警级别', type: 'n1', need: 'M', codes: 'alarmSeverity' },
  TOWN,
  { name: 'address', zh: '地址', type: 'an..200', need: 'M' },
  ...POSITION,
  { name: 'reading', zh: '读数', type: 'an..200', need: 'O', note: '如 tilt=22.4°' },
  { name: 'raisedAt', zh: '发生时间', type: AT, need: 'M' },
  { name: 'clearedAt', zh: '消除时间', type: AT, need: { field: 'state', in: ['2'], only: true }, note: '不得早于发生时间' },
  { name: 'eventNo', zh: '关联事件编号', type: 'an..40', need: 'O' },
]

/** 市级城市超脑. */
export const CITY_BRAIN_DATASETS: readonly Dataset[] = [
  { platform: 'city-brain', name: 'event-filed', zh: '事件立案', number: 'eventNo', versions: { '1.0': EVENT_FILED } },
  { platform: 'city-brain', name: 'event-progress', zh: '事件进展', number: 'eventNo', versions: { '1.0': EVENT_PROGRESS } },
  { platform: 'city-brain', name: 'event-closed', zh: '事件办结', number: 'eventNo', versions: { '1.0': EVENT_CLOSED } },
  { platform: 'city-brain', name: 'alarms', zh: '感知报警', number: 'alarmNo', versions: { '1.0': ALARM } },
]

const count = (name: string, zh: string): Field => ({ name, zh, type: 'n..5', need: { field: 'reportType', in: ['2', '3'] } })
const REPORT: readonly Field[] = [
  { name: 'incidentNo', zh: '突发事件编号', type: 'an..40', need: 'M' },
  { name: 'reportType', zh: '报告类型', type: 'n1', need: 'M', codes: 'reportType' },
  { name: 'sequence', zh: '报告序号', type: 'n..2', need: 'M', note: '初报为 1，以后连续加 1' },
  { name: 'title', zh: '标题', type: 'an..100', need: 'M' },
  { name: 'incidentType', zh: '事件类型', type: 'n2', need: 'M', codes: 'incidentType' },
  { name: 'incidentLevel', zh: '事件级别', type: 'n1', need: { field: 'reportType', in: ['3'] }, codes: 'incidentLevel', note: '初报可暂缺' },
  { name: 'informationSource', zh: '信息来源', type: 'an..100', need: 'O' },
  { name: 'occurredAt', zh: '事发时间', type: AT, need: 'M' },
  { name: 'receivedAt', zh: '接报时间', type: AT, need: 'M', note: '不得早于事发时间' },
  { name: 'reportedAt', zh: '报送时间', type: AT, need: 'M', note: '不得早于接报时间和上一报的报送时间' },
  { name: 'place', zh: '事发地点', type: 'an..200', need: 'M' },
  ...POSITION,
  { name: 'situation', zh: '基本情况', type: 'an..2000', need: 'M' },
  { name: 'scope', zh: '影响范围', type: 'an..500', need: 'O' },
  count('deaths', '死亡人数'),
  count('missing', '失联人数'),
  count('injured', '受伤人数'),
  { name: 'evacuated', zh: '转移人数', type: 'n..6', need: 'O' },
  { name: 'directLoss', zh: '直接经济损失（万元）', type: 'n..16,2', need: 'O' },
  { name: 'trend', zh: '发展趋势', type: 'an..500', need: 'O' },
  { name: 'measures', zh: '已采取措施', type: 'an..2000', need: { field: 'reportType', in: ['2', '3'] } },
  { name: 'suggestion', zh: '工作建议', type: 'an..1000', need: 'O' },
  { name: 'reporterName', zh: '报送人', type: 'an..30', need: 'M', isPersonal: true },
  { name: 'reporterPhone', zh: '报送人电话', type: 'an..18', need: 'M', isPersonal: true, pattern: phone },
  { name: 'approverName', zh: '签发人', type: 'an..30', need: 'M' },
]

/** 省市应急平台. */
export const EMERGENCY_DATASETS: readonly Dataset[] = [
  { platform: 'emergency', name: 'reports', zh: '突发事件信息报告（初报、续报、终报）', number: 'incidentNo', versions: { '1.0': REPORT } },
]

const ANSWER: readonly Field[] = [
  { name: 'ticketNo', zh: '工单编号', type: 'an..40', need: 'M', note: '平台派下来的编号' },
  { name: 'result', zh: '办理结果', type: 'n1', need: 'M', codes: 'answerResult' },
  { name: 'answer', zh: '答复内容', type: 'an..2000', need: 'M', least: 10, note: '至少 10 个字' },
  { name: 'unitName', zh: '承办单位', type: 'an..100', need: 'M' },
  { name: 'handlerName', zh: '承办人', type: 'an..30', need: 'O' },
  { name: 'localNo', zh: '县级事件编号', type: 'an..40', need: 'O' },
  { name: 'answeredAt', zh: '答复时间', type: AT, need: 'M', note: '不得早于派单时间' },
]

/** 12345 热线, and 网上群众工作部, which takes the same answers. */
export const HOTLINE_DATASETS: readonly Dataset[] = [
  { platform: 'hotline', name: 'ticket-answers', zh: '工单答复', number: 'ticketNo', versions: { '1.0': ANSWER } },
  { platform: 'mass-work', name: 'ticket-answers', zh: '来件答复', number: 'ticketNo', versions: { '1.0': ANSWER } },
]

/** “我的长沙”. */
export const MY_CHANGSHA_DATASETS: readonly Dataset[] = [
  {
    platform: 'my-changsha', name: 'progress', zh: '办件进度通知', number: 'projectNo',
    versions: {
      '1.0': [
        { name: 'projectNo', zh: '办件编号', type: 'an..50', need: 'M' },
        { name: 'noticeNo', zh: '通知标识', type: 'an..64', need: 'M', note: '办件内唯一，重复的不再提醒' },
        { name: 'businessName', zh: '事项名称', type: 'an..200', need: 'M' },
        { name: 'idNo', zh: '办事人证件号码', type: 'an..18', need: 'M', isPersonal: true, note: '只用于找到用户，不显示' },
        { name: 'phone', zh: '办事人手机', type: 'an..18', need: 'O', isPersonal: true, pattern: phone },
        { name: 'status', zh: '进度代码', type: 'n2', need: 'M', codes: 'progressStatus' },
        { name: 'content', zh: '通知内容', type: 'an..200', need: 'M', note: '不得含证件号码、手机号' },
        { name: 'departmentName', zh: '办理单位', type: 'an..100', need: 'M' },
        { name: 'occurredAt', zh: '时间', type: AT, need: 'M', note: '不得早于上一条通知的时间' },
      ],
    },
  },
]
