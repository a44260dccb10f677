import { FACT_NAMES, type AnyFact, type Fact, type FactKind } from '#processes/foundation/deliveries/fact'
import type { MappedFact, Mapping, MappingContext, TargetSettings } from '#processes/foundation/deliveries/target'
import { fillFields, type Field } from '../field_format/field.js'
import type { Charset } from '../field_format/formatted.js'

/** What a field's value is taken from. */
export interface Told<Kind extends FactKind> {
  fact: Fact<Kind>
  content: Fact<Kind>['content']
  settings: TargetSettings
}

/** One data set of a platform: the table that a kind of fact fills. */
export interface DataSet<Kind extends FactKind> {
  name: string
  version: string
  fields: readonly Field<Told<Kind>>[]
}

export type DataSets = { readonly [Kind in FactKind]?: DataSet<Kind> }

/** A platform's tables at one moment: what a mapping version is. */
export interface Platform {
  /** First part of its paths and schemas: `province`. */
  name: string
  /** Characters it keeps. */
  charset: Charset
  dataSets: DataSets
}

/**
 * The mapping by a platform's tables: envelope `{messageId, dataset, schema, version, data}`, posted to `/{platform}/v1/{dataset}`. A drill is
 * refused here again, though none should come this far.
 */
export const platformMapping = (platform: Platform): Mapping => (fact, settings, context) => {
  if (fact.drill) return { ok: false, reason: '演练的信息不上报。' }
  const dataSet = platform.dataSets[fact.kind]
  if (dataSet === undefined) return { ok: false, reason: `“${settings.name}”不接收“${FACT_NAMES[fact.kind]}”信息。` }
  return fill(platform, dataSet as DataSet<FactKind>, fact, settings, context)
}

function fill({ name, charset }: Platform, dataSet: DataSet<FactKind>, fact: AnyFact, settings: TargetSettings, { messageId }: MappingContext): MappedFact {
  const rareCharacters = settings.options.rareCharacters === 'refuse' ? 'refuse' : 'substitute'
  const filled = fillFields(dataSet.fields, { fact, content: fact.content, settings } as Told<FactKind>, { codes: settings.codes, charset, rareCharacters })
  if ('reasons' in filled) return { ok: false, reason: `${FACT_NAMES[fact.kind]}信息不能上报：${filled.reasons.join('；')}。请更正后重报。` }
  const envelope = { messageId, dataset: dataSet.name, schema: `${name}/${dataSet.name}`, version: dataSet.version, data: filled.data }
  return { ok: true, message: { messageId, method: 'POST', path: `/${name}/v1/${dataSet.name}`, contentType: 'application/json; charset=utf-8', body: JSON.stringify(envelope) } }
}

/** An option of a target that is a text; the default where it is not set. */
export const textOption = (settings: TargetSettings, name: string, otherwise: string): string => {
  const value = settings.options[name]
  return typeof value === 'string' && value !== '' ? value : otherwise
}
