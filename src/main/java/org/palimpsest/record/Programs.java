package org.palimpsest.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Which programs made a run, by {@code provenance.json}: what began it, then what went on. */
final class Programs {

  private Programs() {}

  /** Their commits, each once, in the order of their work. */
  static List<String> commits(JsonNode provenance) {
    List<String> commits = new ArrayList<>();
    for (JsonNode program : all(provenance)) {
      String commit = program.path("git_commit").asText();
      if (!commit.isEmpty() && !commits.contains(commit)) {
        commits.add(commit);
      }
    }
    return commits;
  }

  /** Whether the working tree of one of them had uncommitted changes. */
  static boolean dirty(JsonNode provenance) {
    return all(provenance).stream().anyMatch(program -> program.path("git_dirty").asBoolean());
  }

  private static List<JsonNode> all(JsonNode provenance) {
    List<JsonNode> all = new ArrayList<>();
    all.add(provenance.path("program"));
    provenance.path("continued").forEach(later -> all.add(later.path("program")));
    return all;
  }
}
