package gov.xingliu.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The four models of the comparison, written by the engine's own words: `P6` (task, fork of three, join, task, choice, task), `P0` (start,
 * end), `PS` (one automatic step that does nothing) and `PU50` (fifty tasks in a row).
 *
 * @param prefix namespace prefix of the engine's attributes
 * @param namespace what the prefix stands for
 * @param noop attribute of a service task that does nothing
 */
public record Models(String prefix, String namespace, String noop) {
  /** Keys of the tasks in the order in which they can be completed. */
  public static final Map<String, List<String>> TASKS = Map.of(
      "p6", List.of("a", "b1", "b2", "b3", "c", "d"),
      "p0", List.of(),
      "ps", List.of(),
      "pu50", taskRow());

  private static List<String> taskRow() {
    List<String> keys = new ArrayList<>();
    for (int n = 1; n <= 50; n++) keys.add("t" + n);
    return List.copyOf(keys);
  }

  /** BPMN text by process key. */
  public Map<String, String> all() {
    Map<String, String> models = new LinkedHashMap<>();
    models.put("p6", p6());
    models.put("p0", file("p0", start() + end() + flow("f1", "start", "end")));
    models.put("ps", file("ps", start() + "<serviceTask id=\"step\" " + noop + "/>" + end() + flow("f1", "start", "step") + flow("f2", "step", "end")));
    models.put("pu50", row());
    return models;
  }

  private String p6() {
    StringBuilder body = new StringBuilder(start());
    for (String key : TASKS.get("p6")) body.append(task(key));
    body.append("<parallelGateway id=\"fork\"/><parallelGateway id=\"join\"/><exclusiveGateway id=\"choice\" default=\"f12\"/>").append(end());
    body.append(flow("f1", "start", "a")).append(flow("f2", "a", "fork"));
    for (int n = 1; n <= 3; n++) body.append(flow("fork" + n, "fork", "b" + n)).append(flow("join" + n, "b" + n, "join"));
    body.append(flow("f9", "join", "c")).append(flow("f10", "c", "choice"));
    body.append("<sequenceFlow id=\"f11\" sourceRef=\"choice\" targetRef=\"d\"><conditionExpression xsi:type=\"tFormalExpression\">")
        .append("${amount &gt; 100 &amp;&amp; area != null}</conditionExpression></sequenceFlow>");
    return file("p6", body.append(flow("f12", "choice", "end")).append(flow("f13", "d", "end")).toString());
  }

  private String row() {
    StringBuilder body = new StringBuilder(start());
    String before = "start";
    for (String key : TASKS.get("pu50")) {
      body.append(task(key)).append(flow("to_" + key, before, key));
      before = key;
    }
    return file("pu50", body.append(end()).append(flow("to_end", before, "end")).toString());
  }

  private String file(String key, String body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:" + prefix + "=\"" + namespace
        + "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" targetNamespace=\"bench\"><process id=\"" + key + "\" isExecutable=\"true\" "
        + (prefix.equals("camunda") ? "camunda:historyTimeToLive=\"P3650D\"" : "") + ">" + body + "</process></definitions>";
  }

  private String task(String key) {
    return "<userTask id=\"" + key + "\" name=\"" + key + "\" " + prefix + ":assignee=\"admin\"/>";
  }

  private static String start() {
    return "<startEvent id=\"start\"/>";
  }

  private static String end() {
    return "<endEvent id=\"end\"/>";
  }

  private static String flow(String id, String from, String to) {
    return "<sequenceFlow id=\"" + id + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"/>";
  }
}
