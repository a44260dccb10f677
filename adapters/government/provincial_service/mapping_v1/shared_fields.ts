import type { FactKind } from '#processes/foundation/deliveries/fact'
import type { ItemIdentity, PersonRef, UnitRef } from '#processes/foundation/deliveries/case_facts'
import { required, type Field } from '../../field_format/field.js'
import { identifier, text, verbatim } from '../../field_format/text.js'
import { textOption, type Told } from '../../mapping/platform_mapping.js'
import { unitCreditCode } from '../../mapping/shared_codes.js'

/** Told of one item. */
type OfItem = { content: ItemIdentity }

/** 办件编号 an..50: of the item; the joint case is its parent. */
export const PROJECT_NO: Field<OfItem> = required('projectNo', '办件编号', identifier(50), ({ content }) => content.itemNumber)
/** 实施编码: an..24 in the standard, an..31 in the document. Ours may hold hanzi where it is an example. */
export const TASK_CODE: Field<OfItem> = required('taskCode', '实施编码', verbatim(31), ({ content }) => content.implementationCode)
export const TASK_NAME: Field<OfItem> = required('taskName', '事项名称', text(200), ({ content }) => content.itemName)

const COUNTY_DIVISION = '430121'
export const DIVISION_CODE: Field<Pick<Told<FactKind>, 'settings'>> = required('divisionCode', '行政区划代码', identifier(9), ({ settings }) => textOption(settings, 'divisionCode', COUNTY_DIVISION))

/** 办理单位 and its code. */
export const unitFields = <Source>(unit: (source: Source) => UnitRef): readonly Field<Source>[] => [
  required('departmentName', '办理单位名称', text(100), (source) => unit(source).name),
  required('departmentCode', '办理单位统一社会信用代码', unitCreditCode, (source) => unit(source).id),
]

export const handlerField = <Source>(label: string, person: (source: Source) => PersonRef): Field<Source> => required('handlerName', label, text(30), (source) => person(source).name)
