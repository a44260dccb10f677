import {
  isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited, SelectEntry, TextAreaEntry, TextFieldEntry,
} from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { DiagramElement, PanelEntry } from './attribute_entry.js'
import { httpCallText, pairLinesProblem, withHttpCall, type HttpCallText } from './http_call.js'

interface Modeling {
  updateProperties(element: DiagramElement, properties: Record<string, unknown>): void
}

interface Factory {
  create(type: string, properties: Record<string, unknown>): Record<string, unknown>
}

interface Question {
  part: keyof HttpCallText
  label: string
  description: string
  input: 'text' | 'lines' | 'choice'
  /** How one of its lines is written. */
  pair?: string
}

const QUESTIONS: readonly Question[] = [
  { part: 'url', label: '接口地址', input: 'text', description: '网址，或以 = 开头的 FEEL。须在系统管理员允许的地址之内。' },
  { part: 'method', label: '请求方法', input: 'choice', description: '不选为 GET。' },
  { part: 'headers', label: '请求头', input: 'lines', pair: '名称: 值', description: '一行一个，如“Authorization: Bearer secret:REGISTRY”；secret: 后面是系统管理员配置的密钥名。' },
  { part: 'body', label: '请求内容', input: 'lines', description: '以 = 开头的 FEEL，如 ={ id: code }，按 JSON 发送。' },
  { part: 'timeout', label: '超时', input: 'text', description: 'ISO 8601 时长，默认 PT30S，最长 PT100S。' },
  { part: 'errors', label: '算作业务错误的状态', input: 'lines', pair: '404: 错误代码', description: '一行一个，如“404: NOT_REGISTERED”或“4xx: REFUSED”；由错误边界事件接住。其余失败按重试周期再试。' },
]

const INPUTS = {
  text: { entry: TextFieldEntry, isEdited: isTextFieldEntryEdited },
  lines: { entry: TextAreaEntry, isEdited: isTextAreaEntryEdited },
  choice: { entry: SelectEntry, isEdited: isSelectEntryEdited },
} as const

const METHODS = ['', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((value) => ({ value, label: value || '（未设置）' }))

/** 调用接口: what a service task sends to an outside interface; the answer is mapped by its output parameters (`response`). */
export const httpCallEntries = (element: DiagramElement): PanelEntry[] =>
  QUESTIONS.map(({ part, label, description, input, pair }) => {
    // one function as long as the entry lives: for a new one the panel would forget what was wrong
    const validate = pair === undefined ? undefined : (lines: string | undefined) => pairLinesProblem(lines ?? '', pair)
    const component: PanelEntry['component'] = (properties) => {
      const modeling = useService('modeling') as Modeling
      const factory = useService('bpmnFactory') as Factory
      return INPUTS[input].entry({
        element: properties.element,
        id: properties.id,
        label,
        description,
        debounce: useService('debounceInput'),
        ...(validate !== undefined && { validate }),
        getOptions: () => METHODS,
        getValue: () => httpCallText(properties.element)[part],
        // what is wrong comes as undefined beside its error: it must not clear what was right
        setValue: (value: string | undefined, error?: string) => {
          if (!error) modeling.updateProperties(properties.element, withHttpCall(properties.element, { ...httpCallText(properties.element), [part]: value ?? '' }, factory))
        },
      })
    }
    return { id: `gov-http-${part}`, element, isEdited: INPUTS[input].isEdited, component }
  })
