/**
 * Compares two XML files by their infoset; runs in the browser on its own XML parser and imports nothing. Comments, processing instructions
 * and space between elements do not count; neither do an attribute that XML Schema would add by default in BPMN's own namespaces, numbers and
 * booleans written another way there, prefixes, in which plane and order a drawing's shapes stand, and where the name of an element stands
 * that was given another one. The modeler may draw more than there was (planes of collapsed sub-processes, the sign of an exclusive gateway). Answers the first differences as text.
 */
export function compareInfosets(before, after, ignored = []) {
  const BPMN = /^http:\/\/www\.omg\.org\/spec\/(BPMN|DD)\//
  const DEFAULTS = {
    isInterrupting: 'true', cancelActivity: 'true', isForCompensation: 'false', startQuantity: '1', completionQuantity: '1', triggeredByEvent: 'false',
    isSequential: 'false', parallelMultiple: 'false', instantiate: 'false', eventGatewayType: 'Exclusive', gatewayDirection: 'Unspecified', isClosed: 'false',
    processType: 'None', implementation: ['##unspecified', '##WebService'], isCollection: 'false', behavior: 'All', waitForCompletion: 'true', ordering: 'Parallel',
    cancelRemainingInstances: 'true', testBefore: 'false', method: ['compensate', '##Compensate'], isUnlimited: 'false', associationDirection: 'None', isImmediate: 'false',
    typeLanguage: 'http://www.w3.org/2001/XMLSchema', expressionLanguage: 'http://www.w3.org/1999/XPath', itemKind: 'Information', mustUnderstand: 'false', textFormat: 'text/plain',
  }
  const isDefault = (name, value) => [DEFAULTS[name]].flat().includes(value)
  const parse = (text) => {
    const document = new DOMParser().parseFromString(text, 'application/xml')
    const fault = document.querySelector('parsererror')
    if (fault) throw new Error(fault.textContent)
    return document.documentElement
  }
  const plain = (value) => (value.trim() !== '' && Number.isFinite(Number(value)) ? String(Number(value)) : value)
  const attributesOf = (element) => {
    const found = []
    const isBpmn = BPMN.test(element.namespaceURI ?? '')
    for (const { namespaceURI, localName, value } of element.attributes) {
      if (namespaceURI === 'http://www.w3.org/2000/xmlns/' || namespaceURI === 'http://www.w3.org/2001/XMLSchema-instance') continue
      if (isBpmn && namespaceURI === null && isDefault(localName, value)) continue
      if (localName === 'isMarkerVisible') continue
      if (ignored.some(([id, name]) => element.getAttribute('id') === id && name === localName)) continue
      found.push(`${namespaceURI ?? ''} ${localName}=${isBpmn && namespaceURI === null ? plain(value) : value}`)
    }
    return found.sort().join('\n')
  }
  const contentOf = (element) => [...element.childNodes].filter((node) => node.nodeType === 1 || ((node.nodeType === 3 || node.nodeType === 4) && node.data.trim() !== ''))
  const isNewLabel = (element) => element.localName === 'BPMNLabel' && ignored.some(([id]) => id === (element.parentNode.getAttribute('bpmnElement') ?? '').replace(/^.*:/, ''))
  const childrenOf = (element) => {
    const children = contentOf(element).filter((node) => node.nodeType === 1 && !isNewLabel(node))
    if (element.localName === 'definitions') return children.filter((child) => child.localName !== 'BPMNDiagram' || diagrams.includes(child.getAttribute('id')))
    return element.localName === 'BPMNPlane' ? children.filter((child) => !child.hasAttribute('bpmnElement')) : children
  }
  const textOf = (nodes) => nodes.filter((node) => node.nodeType !== 1).map((node) => node.data.trim()).join(' ')
  const nameOf = (element) => `{${element.namespaceURI ?? ''}}${element.localName}`
  const diagrams = [...parse(before).children].filter((child) => child.localName === 'BPMNDiagram').map((child) => child.getAttribute('id'))
  const differences = []
  const walk = (one, other, path) => {
    if (differences.length > 20) return
    const here = `${path}/${one.localName}${one.getAttribute('id') ? `[${one.getAttribute('id')}]` : ''}`
    if (nameOf(one) !== nameOf(other)) return void differences.push(`${here}: ${nameOf(one)} became ${nameOf(other)}`)
    if (attributesOf(one) !== attributesOf(other)) differences.push(`${here}: attributes ${attributesOf(one)} became ${attributesOf(other)}`)
    const [mine, theirs] = [contentOf(one), contentOf(other)]
    if (textOf(mine) !== textOf(theirs)) differences.push(`${here}: text ${textOf(mine).slice(0, 200)} became ${textOf(theirs).slice(0, 200)}`)
    const [inner, others] = [childrenOf(one), childrenOf(other)]
    if (inner.length !== others.length) differences.push(`${here}: ${inner.length} children (${inner.map((child) => child.nodeName)}) became ${others.length} (${others.map((child) => child.nodeName)})`)
    else inner.forEach((child, index) => walk(child, others[index], here))
  }
  const [one, other] = [parse(before), parse(after)]
  walk(one, other, '')
  const drawn = (root) => new Map([...root.querySelectorAll('BPMNShape[bpmnElement], BPMNEdge[bpmnElement]')].map((shape) => [shape.getAttribute('bpmnElement').replace(/^.*:/, ''), shape]))
  const shapes = drawn(other)
  for (const [id, shape] of drawn(one)) {
    if (shapes.has(id)) walk(shape, shapes.get(id), 'drawing')
    else differences.push(`drawing: ${id} is not drawn any more`)
  }
  return differences
}
