// @ts-ignore -- dmn-moddle ships no types; what is read of its result is typed below
import { DmnModdle } from 'dmn-moddle'
import type { SourceElement } from '#engine/model/source_element'
import type { Findings } from './findings.js'
import { reportUnreadable } from './read_definitions.js'

/** DMN 1.1 to 1.5 differ in what matters here by their namespace alone; all are read as 1.3. */
const NAMESPACES: Readonly<Record<string, string>> = {
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd': 'dmn',
  'http://www.omg.org/spec/DMN/20151101/dmn11.xsd': 'dmn',
  'http://www.omg.org/spec/DMN/20180521/MODEL/': 'dmn',
  'https://www.omg.org/spec/DMN/20211108/MODEL/': 'dmn',
  'https://www.omg.org/spec/DMN/20230324/MODEL/': 'dmn',
  'http://www.omg.org/spec/DMN/20180521/DMNDI/': 'dmndi',
  'https://www.omg.org/spec/DMN/20211108/DMNDI/': 'dmndi',
  'https://www.omg.org/spec/DMN/20230324/DMNDI/': 'dmndi',
  'http://camunda.org/schema/1.0/dmn': 'camunda',
}

interface ReadResult {
  rootElement: SourceElement
  warnings: { message: string; element?: SourceElement }[]
}

/** Reads a DMN file into typed elements; what the reader had to leave out is an error, drawing information aside. */
export async function readDmn(text: string, findings: Findings): Promise<SourceElement | null> {
  let result: ReadResult
  try {
    result = (await new DmnModdle({}, { nsMap: { ...NAMESPACES } }).fromXML(text)) as unknown as ReadResult
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] as string) : String(thrown)
    findings.add('error', 'NOT_DMN', null, `文件不是 DMN 决策，根元素应为 definitions 并带有 DMN 1.1–1.5 的命名空间（${reason}）。请从决策编辑器重新导出。`)
    return null
  }
  for (const { message } of result.warnings) if (!/^unparsable content <(dmndi|di|dc|biodi):/.test(message)) reportUnreadable(message, findings)
  return result.rootElement
}
