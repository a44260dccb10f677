import { test } from '@japa/runner'
import { packageNames, readPackage } from './read_package.js'

interface Component {
  type: string
  key?: string
  path?: string
  label?: string
  properties?: { personal?: boolean }
  components?: Component[]
}

/** What a label says of a person: who somebody is, where he lives, how to reach him, his accounts and papers. */
const ABOUT_A_PERSON = /姓名|申请人（|法定代表人|证件号码|身份证号|身份号码|电话|手机|卡号|户号|落户地址|房屋坐落|产权证号|^联系人|^代办人|^收件人$|^见证人$|^报告人$|^办件$|督办事由$/
/** Keys alike, whose labels differ from form to form. */
const KEYS_OF_PERSONS = new Set(['applicantName', 'bornOn', 'caseTitle'])
/** Knows devices and alarms, no person. */
const WITHOUT_PERSONS = new Set(['five-zero/sensor-duty'])
const ASKS_A_PERSON = new Set(['textfield', 'datetime'])

const fieldsOf = (components: readonly Component[]): Component[] => components.flatMap((component) => [component, ...fieldsOf(component.components ?? [])])

test.group('Personal values in the forms of a business', () => {
  const names = packageNames().filter((name) => !name.startsWith('office/'))
  for (const name of names) {
    test(`${name}: every field about a person is marked, in every form that shows it`, ({ assert }) => {
      const forms = [...readPackage(name)].filter(([file]) => file.endsWith('.form.json'))
      const fields = forms.flatMap(([file, text]) => fieldsOf((JSON.parse(text) as { components: Component[] }).components).map((field) => ({ file, field })))
      assert.isNotEmpty(fields)
      const isMarked = ({ properties }: Component) => properties?.personal === true
      const marked = new Set(fields.filter(({ field }) => isMarked(field)).map(({ field }) => field.key))
      assert.equal(marked.size === 0, WITHOUT_PERSONS.has(name))
      const forgotten = fields.filter(({ field }) => ASKS_A_PERSON.has(field.type) && !isMarked(field) && field.key !== 'name'
        && (marked.has(field.key) || KEYS_OF_PERSONS.has(field.key ?? '') || ABOUT_A_PERSON.test(field.label ?? '')))
      assert.deepEqual(forgotten.map(({ file, field }) => `${file}: ${field.key} ${field.label ?? ''}`), [])
    })
  }
})
