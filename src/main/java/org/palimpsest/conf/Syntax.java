package org.palimpsest.conf;

import com.typesafe.config.ConfigException;
import java.util.regex.Pattern;

/** Says in a person's words what the library found wrong with the text of a file. */
final class Syntax {

  private static final Pattern ADVICE =
      Pattern.compile(" \\(if you (intended|want) .*", Pattern.DOTALL);
  private static final Pattern PARENTHESES =
      Pattern.compile("expecting a close parentheses '\\)' here, not: ");

  private Syntax() {}

  /** The problem of a syntax error; {@code otherwise} where the library does not know the place. */
  static Problem problem(ConfigException error, Place otherwise) {
    return new Problem(place(error, otherwise), "syntax error: " + reason(error));
  }

  static Place place(ConfigException error, Place otherwise) {
    return error.origin() == null ? otherwise : Origins.of(error.origin()).orElse(otherwise);
  }

  /** The library's message without the place, which is told apart, and without its long advice. */
  static String reason(ConfigException error) {
    String message = String.valueOf(error.getMessage());
    if (error.origin() != null) {
      String prefix = error.origin().description() + ": ";
      message = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
    message = ADVICE.matcher(message).replaceFirst("");
    message = PARENTHESES.matcher(message).replaceFirst("unexpected ");
    message = message.replace("wrong token: ", "").replace("instead had token: ", "found ");
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
