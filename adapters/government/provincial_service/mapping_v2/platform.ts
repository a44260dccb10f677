import { requiredIf, type Field } from '../../field_format/field.js'
import { formatted, type Format } from '../../field_format/formatted.js'
import type { DataSet, Platform, Told } from '../../mapping/platform_mapping.js'
import { AFTER_VALIDITY, BEFORE_VALIDITY, certificateOf, hasCertificate, isForEver, validDay, validFromOf } from '../mapping_v1/completion.js'
import { PROVINCE_V1 } from '../mapping_v1/platform.js'

type Source = Told<'completion'>

const FOR_EVER = '99991231'
const lastDay: Format = (value, context) => (value === FOR_EVER ? formatted(FOR_EVER) : validDay(value, context))

function validUntil(told: Source): string | null {
  const until = certificateOf(told)?.validUntil ?? null
  return isForEver(until) ? FOR_EVER : until
}

const FIELDS: readonly Field<Source>[] = [
  ...BEFORE_VALIDITY,
  requiredIf('certificateValidFrom', '证照有效期起', validDay, hasCertificate, (told) => validFromOf(certificateOf(told)!)),
  requiredIf('certificateValidTo', '证照有效期止', lastDay, hasCertificate, validUntil),
  ...AFTER_VALIDITY,
]

const COMPLETION: DataSet<'completion'> = { name: 'completion', version: '1.1', fields: FIELDS }

/** 办结 at 1.1, with the certificate's validity in two fields; everything else as before. */
export const PROVINCE_V2: Platform = { ...PROVINCE_V1, dataSets: { ...PROVINCE_V1.dataSets, completion: COMPLETION } }
