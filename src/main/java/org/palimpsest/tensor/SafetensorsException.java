package org.palimpsest.tensor;

import java.io.IOException;

/** A safetensors file breaks the format; the message names the file, what was found and why. */
public final class SafetensorsException extends IOException {

  private static final long serialVersionUID = 1L;

  public SafetensorsException(String message) {
    super(message);
  }
}
