package gov.xingliu.bench;

import java.util.Map;

/** One engine under measurement, through its own in-process API. */
public interface Peer extends AutoCloseable {
  /** Deploys every model of the bench. */
  void deploy(Models models);

  /** Starts an instance with its variables and answers its id. */
  String start(String processKey, Map<String, Object> variables);

  /** Finds the open task of this instance by the task's key, then completes it. */
  void complete(String instanceId, String taskKey, Map<String, Object> variables);

  /** Engine, version and the settings that weigh on the figures. */
  String settings();

  @Override
  void close();
}
