import publicTranslation from 'bpmn-js-i18n/translations/zn.js'
import { bpmnZhCn } from '../words/bpmn_zh_cn.js'

const dictionary = new Map(Object.entries({ ...publicTranslation, ...bpmnZhCn }))

/** English texts met that neither dictionary knows: read by the browser test that keeps the panel Chinese. */
export const untranslated = new Set<string>()

/** The modeler's text in Chinese, `{name}` filled from `replacements`; an unknown text stays English and is noted. */
export function translate(template: string, replacements: Readonly<Record<string, string>> = {}): string {
  const text = dictionary.get(template)
  if (text === undefined && /[A-Za-z]{3}/.test(template)) untranslated.add(template)
  return (text ?? template).replace(/{([^}]+)}/g, (whole, name: string) => replacements[name] ?? whole)
}

/** Module for diagram-js: replaces its `translate` service. */
export const chineseTranslateModule = { translate: ['value', translate] }
