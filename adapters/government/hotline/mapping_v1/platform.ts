import { code } from '../../field_format/code.js'
import { optional, required, type Field } from '../../field_format/field.js'
import { misfit, type Format } from '../../field_format/formatted.js'
import { identifier, text, verbatim } from '../../field_format/text.js'
import { cityTime } from '../../mapping/city_fields.js'
import { textOption, type DataSet, type Platform, type Told } from '../../mapping/platform_mapping.js'

type Source = Told<'ticket_answered'>

const CENTRE = '长沙县网格化指挥中心'
/** An event that was not filed was explained; everything else that is answered was settled. */
const result = code('answerResult', { closed: '1', merged: '1', not_filed: '3', cancelled: '3' })

const LEAST_ANSWER = 10
const fitsAnswer = text(2000)
const answer: Format = (value, context) =>
  ([...String(value).trim()].length < LEAST_ANSWER ? misfit(`不足 ${LEAST_ANSWER} 个字`) : fitsAnswer(value, context))

const FIELDS: readonly Field<Source>[] = [
  required('ticketNo', '工单编号', verbatim(40), ({ content }) => content.channelNumber),
  required('result', '办理结果', result, ({ content }) => content.ending ?? 'closed'),
  required('answer', '答复内容', answer, ({ content }) => content.answer),
  required('unitName', '承办单位', text(100), ({ content, settings }) => content.unit?.name ?? textOption(settings, 'centreName', CENTRE)),
  optional('localNo', '县级事件编号', identifier(40), ({ content }) => content.eventNumber),
  required('answeredAt', '答复时间', cityTime, ({ content }) => content.answeredAtMs),
]

const ANSWER: DataSet<'ticket_answered'> = { name: 'ticket-answers', version: '1.0', fields: FIELDS }

/** 12345 and 网上群众工作部 take the same answers under names of their own. */
export const HOTLINE_V1: Platform = { name: 'hotline', charset: 'UTF-8', dataSets: { ticket_answered: ANSWER } }
export const MASS_WORK_V1: Platform = { ...HOTLINE_V1, name: 'mass-work' }
