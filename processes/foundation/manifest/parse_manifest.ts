import { dependantsOf } from './item_order.js'
import { readEvaluation } from '../evaluation/evaluation.js'
import { readPublicService } from '../public/public_service.js'
import { readExtension, readForward, readItemEvents, readProcedure } from './parse_procedures.js'
import { readEvidence, readGiven, readReuse } from '../materials/parse_materials.js'
import { readValue } from './read_value.js'
import type { ItemResult } from '../case/case_rows.js'
import { isObject, JsonReader, type JsonProblem } from './json_reader.js'
import type { CaseDeclaration, DocumentDeclaration, DocumentField, ItemDeclaration, Manifest, MaterialDeclaration } from './manifest.js'

/** A manifest ready for use, or everything that is wrong with it. */
export type ParsedManifest = { ok: true; manifest: Manifest } | { ok: false; problems: JsonProblem[] }

/** Reads the text of `manifest.json`; expressions are compiled here, once. */
export function parseManifest(text: string): ParsedManifest {
  const json = parseJson(text)
  if (!json.ok) return json
  const reader = new JsonReader(json.value)
  const manifest: Manifest = {
    key: reader.text('key'),
    name: reader.text('name'),
    category: reader.text('category'),
    description: reader.text('description'),
    department: reader.text('department'),
    implementationCode: reader.optionalText('implementationCode') ?? '',
    missingPieces: reader.has('pieces') ? reader.object('pieces').names() : [],
    process: reader.text('process'),
    formKey: reader.text('formKey'),
    inquiryUrl: reader.optionalText('inquiryUrl') ?? '',
    materials: reader.list('materials', readMaterial),
    items: reader.list('items', readItem),
    case: reader.has('case') ? readCase(reader.object('case')) : null,
    public: reader.has('public') ? readPublicService(reader.object('public')) : null,
    evaluation: reader.has('evaluation') ? readEvaluation(reader.object('evaluation')) : null,
    registers: reader.map('registers', (register) => ({ word: register.text('word') })),
    documents: reader.map('documents', readDocument),
  }
  checkItemReferences(manifest, reader)
  return reader.problems.length === 0 ? { ok: true, manifest } : { ok: false, problems: reader.problems }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; problems: JsonProblem[] } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [{ path: '', message: `manifest.json 不是有效的 JSON（${reason}）。请改正后重新检查。` }] }
  }
}

function readMaterial(reader: JsonReader): MaterialDeclaration {
  return {
    code: reader.text('code'),
    name: reader.text('name'),
    required: reader.flag('required', true),
    form: reader.text('form'),
    copies: reader.count('copies', 1),
    issuer: reader.optionalText('issuer'),
    note: reader.optionalText('note'),
    items: reader.texts('items'),
    field: reader.optionalText('field'),
    when: reader.has('when') ? readValue(reader, 'when') : null,
    selfMade: reader.flag('selfMade', false),
    evidence: reader.has('evidence') ? readEvidence(reader.object('evidence')) : null,
    reuse: reader.has('reuse') ? readReuse(reader.object('reuse')) : null,
  }
}

function readItem(reader: JsonReader): ItemDeclaration {
  return {
    code: reader.text('code'),
    name: reader.text('name'),
    department: reader.text('department'),
    implementationCode: reader.text('implementationCode'),
    condition: reader.text('condition'),
    promisedDays: reader.count('promisedDays'),
    promisedHours: reader.has('promisedHours') ? reader.count('promisedHours') : null,
    legalDays: reader.count('legalDays'),
    legalBases: reader.texts('legalBases'),
    resultName: reader.text('resultName'),
    after: reader.texts('after'),
    procedures: reader.list('procedures', readProcedure),
    extension: reader.has('extension') ? readExtension(reader.object('extension')) : null,
    gives: reader.has('gives') ? readGiven(reader.object('gives')) : null,
    forward: reader.has('forward') ? readForward(reader.object('forward')) : null,
  }
}

function readCase(reader: JsonReader): CaseDeclaration {
  const applicant = reader.object('applicant')
  return {
    title: readValue(reader, 'title'),
    applicant: {
      name: readValue(applicant, 'name'),
      idKind: readValue(applicant, 'idKind'),
      idNumber: readValue(applicant, 'idNumber'),
      contact: readValue(applicant, 'contact'),
      phone: readValue(applicant, 'phone'),
      agent: readValue(applicant, 'agent'),
    },
    itemsVariable: reader.optionalText('itemsVariable') ?? '',
    itemVariable: reader.optionalText('itemVariable') ?? '',
    receivedVariable: reader.optionalText('receivedVariable') ?? '',
    lifecycle: reader.text('lifecycle'),
    itemLifecycle: reader.optionalText('itemLifecycle') ?? '',
    acceptedBy: reader.optionalText('acceptedBy') ?? '',
    acceptedBySilence: reader.optionalText('acceptedBySilence'),
    supplementedBy: reader.optionalText('supplementedBy'),
    receivedAgainBy: reader.texts('receivedAgainBy'),
    ...readItemEvents(reader),
    itemResults: reader.map('itemResults', (result) => ({ result: readResult(result), text: result.text('text') })),
    closedBy: closingEvents(reader),
    deliveryDays: reader.count('deliveryDays', 0),
  }
}

function closingEvents(reader: JsonReader): string[] {
  const lapse = reader.optionalText('deemedWithdrawnBy')
  return [...new Set([...reader.texts('closedBy'), ...(lapse === null ? [] : [lapse])])]
}

/** Results that an event of an item's own brings; `deemed_withdrawn` comes with the end of its case. */
const RESULTS: readonly ItemResult[] = ['granted', 'refused', 'forwarded', 'cancelled']

function readResult(reader: JsonReader): ItemResult {
  const result = reader.text('result')
  const known = RESULTS.find((one) => one === result)
  if (known !== undefined) return known
  reader.complain('result', `结果应为 granted（准予）、refused（不予）、forwarded（转报）或 cancelled（终止），但现在是“${result}”。请改正后重新检查。`)
  return 'refused'
}

function readDocument(reader: JsonReader): DocumentDeclaration {
  const fields = reader.has('fields') ? reader.object('fields') : new JsonReader({}, '', reader.problems)
  return {
    title: reader.text('title'),
    template: reader.text('template'),
    onRequest: reader.has('onRequest') ? readOnRequest(reader.object('onRequest')) : null,
    requires: reader.list('requires', (rule) => ({ test: readValue(rule, 'test'), path: rule.text('path'), message: rule.text('message') })),
    fields: Object.fromEntries(fields.names().map((name) => [name, readField(fields, name)])),
  }
}

const readOnRequest = (reader: JsonReader) => ({ register: reader.optionalText('register'), atWindow: reader.flag('atWindow', false) })

const FIELD_PATH = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)*$/

function readField(reader: JsonReader, name: string): DocumentField {
  if (!FIELD_PATH.test(name)) reader.complain(name, `“${name}”不是文书内容的路径。请写成 supplement.items 这样的形式。`)
  const value = reader.value(name)
  if (isObject(value) && Object.hasOwn(value, 'workingDaysAfter')) {
    return { kind: 'workingDaysAfter', days: readValue(reader.object(name), 'workingDaysAfter') }
  }
  if (isObject(value) && Object.hasOwn(value, 'date')) return { kind: 'date', date: readValue(reader.object(name), 'date') }
  if (isObject(value) && Object.hasOwn(value, 'opinionsOf')) {
    const said = reader.object(name)
    const words = said.object('words')
    return { kind: 'opinions', task: said.text('opinionsOf'), words: Object.fromEntries(words.names().map((outcome) => [outcome, words.text(outcome)])) }
  }
  return { kind: 'value', value: readValue(reader, name) }
}

/** What a case with items has to say of them; one without needs none of it. */
const SAYS_OF_ITEMS = ['itemsVariable', 'itemVariable', 'itemLifecycle', 'acceptedBy'] as const

function checkItemReferences(manifest: Manifest, reader: JsonReader): void {
  const missing = manifest.case === null || manifest.items.length === 0 ? [] : SAYS_OF_ITEMS.filter((name) => manifest.case![name] === '')
  for (const name of missing) reader.complain('case', `manifest.json 有事项（items），但 case.${name} 没有填写。请补上。`)
  const codes = manifest.items.map((item) => item.code)
  for (const code of codes.filter((candidate, index) => codes.indexOf(candidate) !== index)) {
    reader.complain('items', `事项编码“${code}”重复。请为每个事项使用不同的编码。`)
  }
  for (const item of manifest.items) {
    for (const code of item.after.filter((before) => !codes.includes(before))) {
      reader.complain('items', `事项“${item.name}”的前置事项“${code}”不存在。请改为 items 中已有的编码。`)
    }
    if (dependantsOf(item.code, manifest.items).some(({ code }) => code === item.code)) {
      reader.complain('items', `事项“${item.name}”绕回来以自己为前置事项，永远不能开始。请改正 after。`)
    }
  }
  for (const code of (manifest.case?.withdrawal?.until ?? []).filter((item) => !codes.includes(item))) {
    reader.complain('case', `case.withdrawal.until 的事项“${code}”不存在。请改为 items 中已有的编码。`)
  }
  for (const material of manifest.materials) {
    for (const code of material.items.filter((item) => !codes.includes(item))) {
      reader.complain('materials', `材料“${material.name}”指向的事项“${code}”不存在。请改为 items 中已有的编码。`)
    }
    if (material.selfMade && material.evidence !== null) {
      reader.complain('materials', `材料“${material.name}”由申请人自拟或承诺（selfMade），没有原件可核验。请去掉 evidence。`)
    }
  }
  for (const { name, gives } of manifest.items) {
    const templates = gives === null ? [] : [gives.document, ...(gives.revokedBy === null ? [] : [gives.revokedBy])]
    for (const template of templates.filter((one) => !Object.hasOwn(manifest.documents, one))) {
      reader.complain('items', `事项“${name}”的结果（gives）指向的文书“${template}”没有在 documents 中声明。请补上，或改正名称。`)
    }
  }
}
