package org.palimpsest.method.term;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.method.fit.Model;
import org.palimpsest.method.fit.Need;
import org.palimpsest.method.fit.Phase;
import org.palimpsest.method.fit.Teacher;
import org.palimpsest.method.fit.Term;
import org.palimpsest.tensor.Kept;

/** Something that asks the model as it was before the session; there is none in the first. */
abstract class TeacherTerm implements Term {

  private @Nullable Teacher teacher;

  final Teacher teacher() {
    if (teacher == null) {
      throw new IllegalStateException("not attached");
    }
    return teacher;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BOUNDARIES);
  }

  @Override
  public void attach(Model model) {
    teacher = new Teacher(model);
  }

  @Override
  public void begin(Phase phase) {
    if (!phase.isFirst()) {
      teacher().renew();
    }
  }

  @Override
  public void end(Phase phase) {
    teacher().forget();
  }

  @Override
  public List<Kept> kept() {
    return teacher().kept();
  }

  @Override
  public void restore(Map<String, INDArray> saved) {
    teacher().restore(saved);
  }
}
