import { code } from '../../field_format/code.js'
import { optional, required, type Field } from '../../field_format/field.js'
import { count, identifier, personal, phone, text } from '../../field_format/text.js'
import { cityTime, PLACE } from '../../mapping/city_fields.js'
import { textOption, type DataSet, type Platform, type Told } from '../../mapping/platform_mapping.js'

type Source = Told<'emergency_report'>

const stage = code('reportType', { first: '1', follow_up: '2', final: '3' })
const level = code('incidentLevel', { extraordinary: '1', major: '2', serious: '3', ordinary: '4' })
const incidentType = code('incidentType', {
  flood: '11', weather: '12', earthquake: '13', geological: '14', forest_fire: '16', natural: '19', work_safety: '21', traffic: '22', utility: '23',
  environment: '24', fire: '25', accident: '29', public_health: '31', social_security: '41',
})

/** A first report may go out while nobody has counted; the later ones may not. */
const afterFirst = (field: Field<Source>): Field<Source> => ({ ...field, need: ({ content }) => (content.stage === 'first' ? 'optional' : 'required') })
const counted = (name: string, label: string, from: (source: Source) => number | null): Field<Source> => afterFirst(required(name, label, count(0, 99_999), from))

const FIELDS: readonly Field<Source>[] = [
  required('incidentNo', '突发事件编号', identifier(40), ({ content }) => content.number),
  required('reportType', '报告类型', stage, ({ content }) => content.stage),
  required('sequence', '报告序号', count(1, 99), ({ content }) => content.sequence + 1),
  required('title', '标题', text(100), ({ content }) => content.title),
  required('incidentType', '事件类型', incidentType, ({ content }) => content.eventType),
  { ...optional<Source>('incidentLevel', '事件级别', level, ({ content }) => content.level), need: ({ content }) => (content.stage === 'final' ? 'required' : 'optional') },
  required('occurredAt', '事发时间', cityTime, ({ content }) => content.occurredAtMs),
  required('receivedAt', '接报时间', cityTime, ({ content }) => content.receivedAtMs ?? content.reportedAtMs),
  required('reportedAt', '报送时间', cityTime, ({ content }) => content.reportedAtMs),
  required('place', '事发地点', text(200), ({ content }) => content.place),
  ...PLACE,
  required('situation', '基本情况', text(2000), ({ content }) => content.summary),
  counted('deaths', '死亡人数', ({ content }) => content.dead),
  counted('missing', '失联人数', ({ content }) => content.missing),
  counted('injured', '受伤人数', ({ content }) => content.injured),
  optional('evacuated', '转移人数', count(0, 999_999), ({ content }) => content.relocated),
  optional('trend', '发展趋势', text(500), ({ content }) => content.trend),
  afterFirst(optional('measures', '已采取措施', text(2000), ({ content }) => content.measures)),
  required('reporterName', '报送人', personal(30), ({ content }) => content.reporter.name),
  required('reporterPhone', '报送人电话', phone, ({ content, settings }) => content.reporterPhone ?? textOption(settings, 'dutyPhone', '')),
  required('approverName', '签发人', text(30), ({ content, settings }) => content.approvedBy?.name ?? textOption(settings, 'approverName', '')),
]

/** 初报, 续报, 终报 of one incident, numbered from 1. */
const REPORT: DataSet<'emergency_report'> = { name: 'reports', version: '1.0', fields: FIELDS }

/** 省市应急平台. */
export const EMERGENCY_V1: Platform = { name: 'emergency', charset: 'UTF-8', dataSets: { emergency_report: REPORT } }
