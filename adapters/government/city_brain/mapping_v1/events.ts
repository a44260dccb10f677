import type { UnitRef } from '#processes/foundation/deliveries/case_facts'
import { code } from '../../field_format/code.js'
import { optional, required, requiredIf, type Field } from '../../field_format/field.js'
import { identifier, text, verbatim } from '../../field_format/text.js'
import { cityTime, optionalMark, PLACE } from '../../mapping/city_fields.js'
import { textOption, type DataSet, type Told } from '../../mapping/platform_mapping.js'

/** 五零: our five categories. */
const category = code('eventCategory', { construction: '01', environment: '02', safety: '03', security: '04', petition: '05' }, '99')
const source = code('eventSource', { hotline: '01', grid: '02', website: '03', snapshot: '04', wechat: '04', enforcement: '05', petition: '06', sensor: '07', city: '08' }, '99')
const action = code('eventAction', { dispatched: '01', signed: '02', handled: '03', reworked: '04', extended: '05', held: '06' }, '99')
const ending = code('eventEnding', { closed: '1', cancelled: '2', not_filed: '2', merged: '3' })

/** What the county's own centre is called there, where no unit has the event. */
const CENTRE = '长沙县网格化指挥中心'
const unitName = <Kind extends 'event_progress' | 'event_closed'>({ content, settings }: Told<Kind> & { content: { unit: UnitRef | null } }): string =>
  content.unit?.name ?? textOption(settings, 'centreName', CENTRE)

const EVENT_NO: Field<{ content: { number: string } }> = required('eventNo', '事件编号', identifier(40), ({ content }) => content.number)

const FILED: readonly Field<Told<'event_filed'>>[] = [
  EVENT_NO,
  required('title', '标题', text(100), ({ content }) => content.title),
  required('categoryCode', '类别代码', category, ({ content }) => content.category),
  required('subtypeCode', '小类代码', verbatim(40), ({ content }) => content.subtype),
  required('subtypeName', '小类名称', text(100), ({ content }) => content.subtypeName),
  required('urgency', '紧急程度', text(1), ({ content }) => (content.urgent ? '1' : '2')),
  required('source', '来源', source, ({ content }) => content.channel),
  required('description', '问题描述', text(1000), ({ content }) => content.description || content.title),
  required('townName', '镇（街道）', text(50), ({ content }) => content.town.name),
  required('address', '地址', text(200), ({ content }) => content.address),
  ...PLACE,
  required('reportedAt', '上报时间', cityTime, ({ content }) => content.reportedAtMs),
  required('filedAt', '立案时间', cityTime, ({ content }) => content.filedAtMs),
  optional('dueAt', '处置期限', cityTime, ({ content }) => content.dueAtMs),
  requiredIf('dispatchNo', '市级派发编号', verbatim(40), ({ content }) => content.channel === 'city', ({ content }) => content.channelNumber),
]

const PROGRESS: readonly Field<Told<'event_progress'>>[] = [
  EVENT_NO,
  required('progressNo', '进展标识', identifier(64), ({ content }) => `${content.number}-${content.sequence}`),
  required('action', '动作', action, ({ content }) => content.stage),
  required('unitName', '单位', text(100), unitName),
  optional('description', '说明', text(500), ({ content }) => [content.statusText, content.opinion].filter((words) => words !== '').join('：')),
  required('occurredAt', '时间', cityTime, ({ fact }) => fact.atMs),
]

const CLOSED: readonly Field<Told<'event_closed'>>[] = [
  EVENT_NO,
  required('ending', '办结方式', ending, ({ content }) => content.ending),
  requiredIf('mainEventNo', '主件事件编号', identifier(40), ({ content }) => content.ending === 'merged', ({ content }) => content.masterNumber),
  required('unitName', '处置单位', text(100), unitName),
  { ...optional<Told<'event_closed'>>('result', '处置结果', text(1000), ({ content }) => content.answer), need: ({ content }) => (content.ending === 'closed' ? 'required' : 'optional') },
  required('closedAt', '办结时间', cityTime, ({ content }) => content.closedAtMs),
  optionalMark('isOnTime', '是否按期', ({ content }) => (content.verdict === null ? null : content.verdict === 'on_time')),
]

export const EVENT_FILED: DataSet<'event_filed'> = { name: 'event-filed', version: '1.0', fields: FILED }
export const EVENT_PROGRESS: DataSet<'event_progress'> = { name: 'event-progress', version: '1.0', fields: PROGRESS }
export const EVENT_CLOSED: DataSet<'event_closed'> = { name: 'event-closed', version: '1.0', fields: CLOSED }
