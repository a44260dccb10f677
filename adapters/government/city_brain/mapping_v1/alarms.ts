import { code } from '../../field_format/code.js'
import { optional, required, requiredIf, type Field } from '../../field_format/field.js'
import { identifier, text, verbatim } from '../../field_format/text.js'
import { cityTime, PLACE } from '../../mapping/city_fields.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'

const state = code('alarmState', { raised: '1', cleared: '2' })
const severity = code('alarmSeverity', { critical: '1', major: '2', minor: '3', warning: '4' })

const FIELDS: readonly Field<Told<'alarm'>>[] = [
  required('alarmNo', '报警编号', identifier(64), ({ content }) => content.alarmId),
  required('state', '状态', state, ({ content }) => content.state),
  required('deviceNo', '设备编号', verbatim(100), ({ content }) => `${content.source}/${content.deviceId}`),
  required('deviceKind', '设备类别', text(50), ({ content }) => content.deviceKind),
  required('deviceName', '设备名称', text(100), ({ content }) => content.deviceName),
  required('alarmKind', '报警类型', text(50), ({ content }) => content.alarmKind),
  required('severity', '报警级别', severity, ({ content }) => content.severity),
  required('townName', '镇（街道）', text(50), ({ content }) => content.town),
  required('address', '地址', text(200), ({ content }) => content.address),
  ...PLACE,
  optional('reading', '读数', text(200), ({ content }) => content.text),
  required('raisedAt', '发生时间', cityTime, ({ content }) => content.startedAtMs),
  requiredIf('clearedAt', '消除时间', cityTime, ({ content }) => content.state === 'cleared', ({ content }) => content.clearedAtMs),
  optional('eventNo', '关联事件编号', identifier(40), ({ content }) => content.eventNumber),
]

export const ALARM: DataSet<'alarm'> = { name: 'alarms', version: '1.0', fields: FIELDS }
